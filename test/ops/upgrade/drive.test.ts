// A rolling upgrade with hands of paper: which order, when it stops, and that it goes on where it was interrupted.
import { describe, expect, test } from 'vitest';
import { driveUpgrade, type UpgradeHands } from '../../../ops/upgrade/drive.ts';
import { nextTask, type UpgradingNode, whyNotNow } from '../../../ops/upgrade/next-task.ts';

function node(id: string, more: Partial<UpgradingNode> = {}): UpgradingNode {
  return {
    id,
    version: '0.1.0',
    state: 'alive',
    draining: false,
    coordinator: false,
    primaries: 1,
    host: null,
    ...more,
  };
}

class PaperCluster {
  readonly log: string[] = [];
  readonly #nodes = new Map<string, UpgradingNode>();
  /** Throws once at this entry of the log. */
  failAt: string | null = null;

  constructor(...nodes: readonly UpgradingNode[]) {
    for (const one of nodes) this.#nodes.set(one.id, one);
  }

  readonly hands: UpgradeHands = {
    look: async () => [...this.#nodes.values()],
    start: async (id) => {
      this.#note(`start ${id}`);
      // It runs with what its link leads to, whatever the others last heard of it.
      const { version, host } = this.#nodes.get(id) ?? node(id);
      this.#change(id, { version: host?.release ?? version });
    },
    awaitAlive: async (id) => {
      this.#note(`alive ${id}`);
      this.#change(id, { state: 'alive', host: null });
    },
    awaitWhole: async () => this.#note('whole'),
    drain: async (id) => {
      this.#note(`drain ${id}`);
      this.#change(id, { draining: true, primaries: 0, coordinator: false });
    },
    replace: async (id) => {
      this.#note(`replace ${id}`);
      this.#change(id, { version: '0.2.0' });
    },
    undrain: async (id) => {
      this.#note(`undrain ${id}`);
      this.#change(id, { draining: false });
    },
  };

  #note(entry: string): void {
    this.log.push(entry);
    if (this.failAt !== entry) return;
    this.failAt = null;
    throw new Error(`${entry} failed`);
  }

  #change(id: string, patch: Partial<UpgradingNode>): void {
    this.#nodes.set(id, { ...(this.#nodes.get(id) ?? node(id)), ...patch });
  }
}

const run = (cluster: PaperCluster) => driveUpgrade(cluster.hands, '0.2.0', () => undefined);

describe('the order', () => {
  test('fewest primaries first, the coordinator last, by id where that is equal', () => {
    const nodes = [
      node('node-1', { coordinator: true, primaries: 0 }),
      node('node-3', { primaries: 1 }),
      node('node-2', { primaries: 1 }),
      node('node-4', { primaries: 0 }),
    ];
    expect(nextTask(nodes, '0.2.0')).toEqual({ kind: 'replace', node: 'node-4' });
    expect(nextTask(nodes.slice(0, 3), '0.2.0')).toEqual({ kind: 'replace', node: 'node-2' });
    expect(nextTask(nodes.slice(0, 1), '0.2.0')).toEqual({ kind: 'replace', node: 'node-1' });
  });

  test('there is nothing to do where all run the target', () => {
    expect(nextTask([node('node-1', { version: '0.2.0' })], '0.2.0')).toBeNull();
  });
});

test('each node is drained, replaced, waited for and undrained before the next, and the cluster whole at each end', async () => {
  const cluster = new PaperCluster(node('node-1', { coordinator: true }), node('node-2'));
  expect(await run(cluster)).toEqual({ replaced: ['node-2', 'node-1'], started: [] });
  expect(cluster.log).toEqual([
    ...['whole', 'drain node-2', 'replace node-2', 'whole', 'undrain node-2'],
    ...['whole', 'drain node-1', 'replace node-1', 'whole', 'undrain node-1'],
  ]);
});

describe('trouble', () => {
  test.each(['drain node-2', 'replace node-2', 'undrain node-2'])(
    'at `%s` ends it with the other node untouched, and a second call goes on from there',
    async (entry) => {
      const cluster = new PaperCluster(node('node-1', { coordinator: true }), node('node-2'));
      cluster.failAt = entry;
      await expect(run(cluster)).rejects.toThrow(`${entry} failed`);
      expect(cluster.log.filter((line) => line.endsWith('node-1'))).toEqual([]);
      const replacedBefore = entry === 'undrain node-2';
      expect(await run(cluster)).toEqual({
        replaced: replacedBefore ? ['node-1'] : ['node-2', 'node-1'],
        started: [],
      });
      expect(await cluster.hands.look()).toEqual([
        node('node-1', { version: '0.2.0', primaries: 0 }),
        node('node-2', { version: '0.2.0', primaries: 0 }),
      ]);
    },
  );

  test('a node that is away keeps every other one from being touched', async () => {
    const cluster = new PaperCluster(node('node-1'), node('node-2', { state: 'dead' }));
    await expect(run(cluster)).rejects.toThrow(
      'node-2 is dead, and `ssh node-2` lets nobody in: bring its host back, or replace the node',
    );
    expect(cluster.log).toEqual([]);
  });

  test('two drained nodes are one too many', () => {
    const drained = ['node-1', 'node-2'].map((id) => node(id, { draining: true }));
    expect(whyNotNow(drained)).toContain('node-1 and node-2 are drained');
    expect(whyNotNow(drained.slice(1))).toBeNull();
  });

  test('a node that was replaced and still runs the old release is not replaced for ever', async () => {
    const cluster = new PaperCluster(node('node-1'));
    const hands: UpgradeHands = { ...cluster.hands, replace: async () => undefined };
    await expect(driveUpgrade(hands, '0.2.0', () => undefined)).rejects.toThrow(
      'node-1 has the new release and does not run it',
    );
  });
});

describe('a node whose process has ended', () => {
  const ended = { service: 'failed', release: '0.1.0' };
  const kindOf = (more: Partial<UpgradingNode>): string | undefined =>
    nextTask([node('node-1'), node('node-2', more)], '0.2.0')?.kind;

  test('is started when it crashed, and when it was stopped for its upgrade', () => {
    const stopped = { ...ended, service: 'inactive' };
    expect(kindOf({ state: 'dead', host: ended })).toBe('start');
    expect(kindOf({ state: 'suspect', host: stopped })).toBe('start');
    expect(kindOf({ state: null, host: ended })).toBe('start');
    expect(kindOf({ state: 'left', draining: true, host: stopped })).toBe('start');
  });

  test('is left alone when somebody stopped it, and when nobody knows why it is down', async () => {
    const host = { ...ended, service: 'inactive' };
    for (const [state, why] of [
      ['left', 'node-2 was stopped in good order without being drained'],
      [null, 'node-2 is unknown to the others since they started and its service inactive'],
    ] as const) {
      const cluster = new PaperCluster(node('node-1'), node('node-2', { state, host }));
      await expect(run(cluster)).rejects.toThrow(why);
      await expect(run(cluster)).rejects.toThrow('`ssh node-2 sudo systemctl start engram`');
      expect(cluster.log).toEqual([]);
    }
  });

  test('is waited for where systemd starts it already, or it runs and nobody hears from it', async () => {
    for (const service of ['activating', 'active']) {
      const away = { state: 'dead', version: '0.2.0', host: { ...ended, service } };
      const cluster = new PaperCluster(node('node-1', { version: '0.2.0' }), node('node-2', away));
      expect(await run(cluster)).toEqual({ replaced: [], started: [] });
      expect(cluster.log).toEqual(['alive node-2']);
    }
  });

  test('goes on from where it was: with the new release it is only released, with the old one replaced later', async () => {
    const cluster = new PaperCluster(
      node('node-1', { coordinator: true }),
      node('node-2', { state: 'dead', host: ended, primaries: 2 }),
      node('node-3', { state: 'left', draining: true, host: { ...ended, release: '0.2.0' } }),
    );
    const told: string[] = [];
    const result = await driveUpgrade(cluster.hands, '0.2.0', (event) => {
      if (event.kind === 'starts') told.push(`${event.node} ${event.release}`);
    });
    expect(told).toEqual(['node-2 0.1.0', 'node-3 0.2.0']);
    expect(result).toEqual({ replaced: ['node-2', 'node-1'], started: ['node-2', 'node-3'] });
    expect(cluster.log.slice(0, 7)).toEqual([
      ...['start node-2', 'alive node-2', 'start node-3', 'alive node-3'],
      ...['whole', 'undrain node-3', 'whole'],
    ]);
  });

  test('is not started for ever', async () => {
    const cluster = new PaperCluster(node('node-1', { state: 'dead', host: ended }));
    const hands: UpgradeHands = { ...cluster.hands, awaitAlive: async () => undefined };
    await expect(driveUpgrade(hands, '0.2.0', () => undefined)).rejects.toThrow(
      'node-1 came back and is away again',
    );
    expect(cluster.log).toEqual(['start node-1']);
  });

  test('keeps the others from being touched when it does not start', async () => {
    const cluster = new PaperCluster(
      node('node-1'),
      node('node-2', { state: 'dead', host: ended }),
    );
    cluster.failAt = 'start node-2';
    await expect(run(cluster)).rejects.toThrow('start node-2 failed');
    expect(cluster.log).toEqual(['start node-2']);
  });
});
