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
  expect(await run(cluster)).toEqual(['node-2', 'node-1']);
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
      expect(await run(cluster)).toEqual(replacedBefore ? ['node-1'] : ['node-2', 'node-1']);
      expect(await cluster.hands.look()).toEqual([
        node('node-1', { version: '0.2.0', primaries: 0 }),
        node('node-2', { version: '0.2.0', primaries: 0 }),
      ]);
    },
  );

  test('a node that is away keeps every other one from being touched', async () => {
    const cluster = new PaperCluster(node('node-1'), node('node-2', { state: 'dead' }));
    await expect(run(cluster)).rejects.toThrow('node-2 is dead; start it');
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
