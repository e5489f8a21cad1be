// A rolling upgrade from the first node to the last. What it does to the cluster are hands that are given to it.
import { Failure } from '../failure.ts';
import { nextTask, type UpgradingNode, whyNotNow } from './next-task.ts';

export type UpgradeHands = {
  /** How all nodes are now. */
  look(): Promise<readonly UpgradingNode[]>;
  /** Resolves when no copy is missing and every member is alive; rejects when that takes too long. */
  awaitWhole(): Promise<void>;
  /** Resolves when the node is drained and safe to stop. */
  drain(node: string): Promise<void>;
  /** Stops the node, gives it the release, starts it, and resolves when others see it back with it. */
  replace(node: string): Promise<void>;
  undrain(node: string): Promise<void>;
};

export type UpgradeEvent =
  | { readonly kind: 'begins'; readonly node: string; readonly left: number }
  | { readonly kind: 'drained' | 'replaced' | 'whole'; readonly node: string };

/**
 * Brings all nodes to `target`, one after the other, each only when the cluster is whole. Ends at the first trouble by
 * rejecting; the cluster serves in every state in which that can happen, and a second call goes on from there. Resolves
 * with the nodes that this call replaced.
 */
export async function driveUpgrade(
  hands: UpgradeHands,
  target: string,
  tell: (event: UpgradeEvent) => void,
): Promise<readonly string[]> {
  const replaced: string[] = [];
  for (;;) {
    const nodes = await hands.look();
    const obstacle = whyNotNow(nodes);
    if (obstacle !== null) throw new Failure('check-failed', obstacle);
    const task = nextTask(nodes, target);
    if (task === null) return replaced;
    const { node } = task;
    if (task.kind === 'replace') {
      if (replaced.includes(node))
        throw new Failure('check-failed', `${node} has the new release and does not run it`);
      const left = nodes.filter(({ version }) => version !== target).length;
      tell({ kind: 'begins', node, left });
      await hands.awaitWhole();
      await hands.drain(node);
      tell({ kind: 'drained', node });
      await hands.replace(node);
      replaced.push(node);
      tell({ kind: 'replaced', node });
    }
    await hands.awaitWhole();
    await hands.undrain(node);
    tell({ kind: 'whole', node });
  }
}
