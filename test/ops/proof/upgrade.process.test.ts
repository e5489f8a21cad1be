// A rolling upgrade while clients write: drained, stopped, replaced, back, undrained, node by node; then finalized.
import { expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { expectNothingLost, Story, tell } from './story.ts';

const nodes = ['node-3', 'node-2', 'node-1'] as const;

test('three nodes go from 0.1.0 to 0.2.0 under load: no write is lost, and the cluster stays in service', async () => {
  const story = await Story.begin(['--nodes', '3', '--version', '0.1.0']);
  const askAnother = (node: string) => (node === 'node-1' ? 'node-2' : 'node-1');

  const upgrade = async (node: string): Promise<void> => {
    const path = `/api/v1/cluster/nodes/${node}`;
    expect((await story.ask('POST', node, `${path}/drain`, {})).status).toBe(202);
    await waitUntil(
      async () => {
        const { body } = await story.ask('GET', node, `${path}/drain/status`);
        return (body as { safe_to_stop?: boolean } | null)?.safe_to_stop === true;
      },
      60_000,
      `${node} to be safe to stop`,
    );
    await story.do(
      'cluster',
      'exec',
      '--node',
      node,
      '--',
      'sh',
      '-c',
      'sudo systemctl stop engram && sudo ln -sfn releases/0.2.0 "$ENGRAM_HOME/current" && sudo systemctl start engram',
    );
    await waitUntil(
      async () => {
        const { body } = await story.ask('GET', askAnother(node), '/api/v1/cluster/members');
        const { members } = (body ?? { members: [] }) as {
          members: { id: string; state: string; version: string }[];
        };
        return members.some(
          ({ id, state, version }) => id === node && state === 'alive' && version === '0.2.0',
        );
      },
      60_000,
      `${node} to be back as 0.2.0`,
    );
    await story.waitForService(nodes);
    expect((await story.ask('POST', node, `${path}/undrain`, {})).status).toBe(200);
    // Two copies must never be away at once. (The health check would complain of the two versions, and rightly so.)
    await waitUntil(
      async () => {
        const { body } = await story.ask(
          'GET',
          askAnother(node),
          '/api/v1/cluster/replication/status',
        );
        return (body as { healthy?: boolean } | null)?.healthy === true;
      },
      60_000,
      'every space to have all its copies',
    );
  };

  try {
    const outcome = await story.underLoad(10, async () => {
      for (const node of nodes) await upgrade(node);
      await story.do('upgrade', 'wait', '--state', 'ready');
      await story.do('upgrade', 'finalize');
    });
    tell('rolling upgrade', outcome);
    expectNothingLost(outcome);
    const status = await story.ops.json(['upgrade', 'status', '--json']);
    expect(status).toMatchObject({ state: 'finalized', cluster_version: '0.2.0' });
  } finally {
    await story.end();
  }
}, 300_000);
