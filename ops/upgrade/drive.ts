// A rolling upgrade from the first node to the last. What it does to the cluster are hands that are given to it.
import { Failure } from '../failure.ts';
import { nextTask, type UpgradingNode, type WayBack, whyNotNow } from './next-task.ts';

export type UpgradeHands = {
  /** How all nodes are now. */
  look(): Promise<readonly UpgradingNode[]>;
  /** Starts the service of a node whose process has ended, with the release that its link leads to. */
  start(node: string): Promise<void>;
  /** Resolves when others see the node alive; rejects when that takes too long. */
  awaitAlive(node: string): Promise<void>;
  /** Resolves when no copy is missing and every member is alive; rejects when that takes too long. */
  awaitWhole(): Promise<void>;
  /** Resolves when the node is drained and safe to stop. */
  drain(node: string): Promise<void>;
  /** Stops the node, gives it the release, starts it, and resolves when others see it back with it. */
  replace(node: string): Promise<void>;
  undrain(node: string): Promise<void>;
};

export type UpgradeEvent =
  /** Its process had ended. `release`: what it runs with, null if nobody knows. */
  | { readonly kind: 'starts'; readonly node: string; readonly release: string | null }
  /** `awaits`: its service runs, and the others do not see it. */
  | { readonly kind: 'awaits' | 'returned'; readonly node: string }
  | { readonly kind: 'begins'; readonly node: string; readonly left: number }
  | { readonly kind: 'drained' | 'replaced' | 'whole'; readonly node: string };

export type Upgraded = {
  /** The nodes that this call gave the new release, in that order. */
  readonly replaced: readonly string[];
  /** Those that were down, and that it started. */
  readonly started: readonly string[];
};

/**
 * Brings all nodes to `target`, one after the other, each only when the cluster is whole; nodes that have ended are
 * started before that. Ends at the first trouble by rejecting; the cluster serves in every state in which that can
 * happen, and a second call goes on from there.
 */
export async function driveUpgrade(
  hands: UpgradeHands,
  target: string,
  tell: (event: UpgradeEvent) => void,
): Promise<Upgraded> {
  const replaced: string[] = [];
  const brought = new Set<string>();
  const started: string[] = [];
  for (;;) {
    const nodes = await hands.look();
    const task = nextTask(nodes, target);
    if (task?.kind === 'start' || task?.kind === 'await') {
      if (brought.has(task.node))
        throw new Failure('check-failed', `${task.node} came back and is away again`, {
          hint: `see \`ssh ${task.node} journalctl -u engram -n 50\`; mend it and run the same command again, or roll back`,
        });
      brought.add(task.node);
      if (task.kind === 'start') started.push(task.node);
      await bringBack(hands, task, tell);
      continue;
    }
    const obstacle = whyNotNow(nodes);
    if (obstacle !== null) throw new Failure('check-failed', obstacle);
    if (task === null) return { replaced, started };
    const { node } = task;
    if (task.kind === 'replace') {
      if (replaced.includes(node))
        throw new Failure('check-failed', `${node} has the new release and does not run it`);
      const left = nodes.filter(({ version }) => version !== target).length;
      tell({ kind: 'begins', node, left });
      await replace(hands, node, tell);
      replaced.push(node);
    }
    await hands.awaitWhole();
    await hands.undrain(node);
    tell({ kind: 'whole', node });
  }
}

async function bringBack(
  hands: UpgradeHands,
  task: WayBack,
  tell: (event: UpgradeEvent) => void,
): Promise<void> {
  const { node } = task;
  if (task.kind === 'start') {
    tell({ kind: 'starts', node, release: task.release });
    await hands.start(node);
  } else tell({ kind: 'awaits', node });
  await hands.awaitAlive(node);
  tell({ kind: 'returned', node });
}

async function replace(
  hands: UpgradeHands,
  node: string,
  tell: (event: UpgradeEvent) => void,
): Promise<void> {
  await hands.awaitWhole();
  await hands.drain(node);
  tell({ kind: 'drained', node });
  await hands.replace(node);
  tell({ kind: 'replaced', node });
}
