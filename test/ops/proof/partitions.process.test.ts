// The five partitions of the specification, with real processes and packet filters: nothing acknowledged is lost, the
// majority goes on, and the healed cluster converges.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { expectNothingLost, healLimit, type Outcome, Story, tell } from './story.ts';

/** Per space; there are three. */
const rate = 10;

describe('five nodes', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin(['--nodes', '5']);
  });
  afterAll(() => story.end());

  const inject = (...words: string[]) => story.do('fault', 'inject', ...words);

  /** Until this node says so itself. */
  const waitForMode = (node: string, mode: 'read_only' | 'read_write') =>
    waitUntil(
      async () => {
        const { body } = await story.ask('GET', node, '/api/v1/cluster/partition/status');
        return (body as { mode?: string } | null)?.mode === mode;
      },
      30_000,
      `${node} to be ${mode}`,
    );

  /** Until this node has given those up. */
  const waitForDead = (asked: string, dead: readonly string[]) =>
    waitUntil(
      async () => {
        const { body } = await story.ask('GET', asked, '/api/v1/cluster/members');
        const { members } = (body ?? { members: [] }) as {
          members: { id: string; state: string }[];
        };
        return dead.every((id) =>
          members.some((member) => member.id === id && member.state === 'dead'),
        );
      },
      30_000,
      `${asked} to see ${dead.join(', ')} dead`,
    );

  const states = async (): Promise<string[]> => {
    const { body } = await story.ask('GET', 'node-3', '/api/v1/cluster/members');
    const { members } = body as { members: { state: string }[] };
    expect(members).toHaveLength(5);
    return members.map(({ state }) => state);
  };

  const judge = (what: string, outcome: Outcome): void => {
    tell(what, outcome);
    expectNothingLost(outcome);
    expect(outcome.healed).toBeLessThan(healLimit);
  };

  test('a clean split, two nodes against three: the three go on, the two are read-only', async () => {
    const { minority, majority } = await story.sides();
    const [cut = '', alone = ''] = minority;
    const [asked = ''] = majority;
    const outcome = await story.underLoad(rate, async () => {
      await inject('partition', '--sides', `${cut},${alone}/${majority.join(',')}`);
      await waitForMode(cut, 'read_only');
      await waitForDead(asked, minority);
      const refused = await story.ask('POST', cut, '/api/v1/memories/remember', {
        id: 'from-the-minority',
        content: 'must not be taken',
        memory_space_id: 'space-0',
      });
      expect(refused.status).toBe(503);
      await waitForMode(asked, 'read_write');
      await story.waitForService(majority);
    });
    judge('clean split', outcome);
  }, 180_000);

  test('an asymmetric cut: one node does not hear another, and nobody is given up', async () => {
    const outcome = await story.underLoad(rate, async () => {
      await inject('drop', '--from', 'node-2', '--to', 'node-1');
      // Long enough for suspicions to end, were there any: the fast profile gives up after a second. A node that is slow to
      // answer for other reasons may be suspected in between, and refutes it.
      for (let look = 0; look < 10; look += 1) expect(await states()).not.toContain('dead');
      const areAllAlive = async () => (await states()).every((state) => state === 'alive');
      await waitUntil(areAllAlive, 60_000, 'nobody to be suspected');
    });
    judge('asymmetric cut', outcome);
  }, 180_000);

  test('nodes that drop out one after the other: a majority is left, and goes on', async () => {
    const { minority, majority } = await story.sides();
    const [first = '', second = ''] = minority;
    const [asked = ''] = majority;
    const outcome = await story.underLoad(rate, async () => {
      await inject('partition', '--sides', `${first}/${second},${majority.join(',')}`);
      await waitForDead(asked, [first]);
      await inject('partition', '--sides', `${second}/${first},${majority.join(',')}`);
      await waitForDead(asked, minority);
      await waitForMode(asked, 'read_write');
      await waitForMode(second, 'read_only');
      await story.waitForService(majority);
    });
    judge('cascade', outcome);
  }, 180_000);

  test('a split under more load', async () => {
    const { minority, majority } = await story.sides();
    const outcome = await story.underLoad(rate * 3, async () => {
      await inject('partition', '--sides', `${minority.join(',')}/${majority.join(',')}`);
      await waitForMode(minority[0] ?? '', 'read_only');
      await waitForDead(majority[0] ?? '', minority);
      await story.waitForService(majority);
    });
    judge('split under load', outcome);
  }, 180_000);

  test('conflicting writes: a primary that was cut off acknowledges nothing, and takes the others’ word afterwards', async () => {
    const stale = await story.waitForPrimary('space-1');
    const others = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'].filter((id) => id !== stale);
    const write = (node: string, content: string) =>
      story.ask('POST', node, '/api/v1/memories/remember', {
        id: 'contested',
        content,
        memory_space_id: 'space-1',
      });
    const read = async (node: string) => {
      const { body } = await story.ask('GET', node, '/api/v1/memories/contested?space=space-1');
      return (body as { content?: string } | null)?.content;
    };
    const asked = others[0] ?? '';
    await inject('partition', '--sides', `${stale}/${others.join(',')}`);
    // At once, while it still believes to be primary, and again when it knows better.
    expect((await write(stale, 'of the stale primary')).status).toBe(503);
    await waitUntil(
      async () => (await write(asked, 'of the majority')).status === 201,
      30_000,
      'the majority to take the write',
    );
    expect((await write(stale, 'of the stale primary')).status).toBe(503);
    await story.do('fault', 'clear', '--all');
    await story.waitForHealth();
    for (const node of [stale, ...others]) expect(await read(node)).toBe('of the majority');
  }, 180_000);
});
