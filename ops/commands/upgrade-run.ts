// `upgrade run`: a whole rolling upgrade, node by node, up to the question whether it is to be final.
import { findRelease, whyIncompatible } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { ask, command } from '../node-api.ts';
import { dim, print, printJson } from '../output.ts';
import { type Addressed, answering, type Target, withTargets } from '../targets.ts';
import { driveUpgrade, type UpgradeEvent } from '../upgrade/drive.ts';
import { ClusterHands } from '../upgrade/hands.ts';

export type UpgradeRunOptions = Addressed & {
  readonly to: string;
  readonly within: string;
  readonly finalize?: boolean;
};

/** For a node and the pause after it, minutes: what an operator should plan. */
const minutesPerNode = 6;

export async function upgradeRun(options: UpgradeRunOptions): Promise<number> {
  const target = options.to.replace(/^v/, '');
  const within = { ms: parseDuration(options.within, '--within'), words: options.within };
  if (findRelease(target) === null)
    throw new Failure('usage', `Unexpected --to \`${options.to}\`, expected a known release`);
  const tell = (event: UpgradeEvent): void => {
    if (!options.json) print(sentenceOf(event, target));
  };
  return await withTargets(options, async (targets, environment) => {
    await requireCompatible(targets, target);
    const hands = new ClusterHands({ targets, environment, target, within });
    const { replaced, started } = await driveUpgrade(hands, target, tell).catch(
      (error: unknown) => {
        throw error instanceof Failure ? withWayOn(error) : error;
      },
    );
    const finalized = options.finalize === true && (await finalize(targets));
    if (options.json) printJson({ target, started, replaced, finalized });
    else print(conclusion(replaced, target, finalized));
    return 0;
  });
}

async function requireCompatible(targets: readonly Target[], target: string): Promise<void> {
  const { url } = await answering(targets);
  const { cluster_version: current, nodes } = await ask(url, '/api/v1/cluster/upgrade/status');
  if (current === null) throw new Failure('check-failed', 'The cluster is not initialized');
  for (const version of new Set([current, ...nodes.map((node) => node.version ?? current)])) {
    const reason = whyIncompatible(version, target);
    if (reason !== null) throw new Failure('check-failed', `INCOMPATIBLE: ${reason}`);
  }
}

async function finalize(targets: readonly Target[]): Promise<true> {
  await command((await answering(targets)).url, '/api/v1/cluster/finalize-upgrade', {});
  return true;
}

function withWayOn(error: Failure): Failure {
  return new Failure('check-failed', error.message, {
    details: error.details,
    hint:
      error.hint ??
      'no other node was touched; mend it, and run the same command again: it goes on from here',
  });
}

function sentenceOf(event: UpgradeEvent, target: string): string {
  switch (event.kind) {
    case 'starts':
      return `${event.node} is down, starting it with ${event.release ?? 'the release that it has'}`;
    case 'awaits':
      return `${event.node} is away and its service runs, waiting for it`;
    case 'returned':
      return `${event.node} is back`;
    case 'begins':
      return `${event.node}  ${dim(`${event.left} left, about ${event.left * minutesPerNode} min`)}`;
    case 'drained':
      return `${event.node} is drained and safe to stop`;
    case 'replaced':
      return `${event.node} is back with ${target}`;
    case 'whole':
      return `${event.node} upgraded, no copy is missing`;
  }
}

function conclusion(replaced: readonly string[], target: string, finalized: boolean): string {
  const done =
    replaced.length === 0
      ? `All nodes run ${target} already`
      : `${replaced.length} nodes upgraded to ${target}`;
  return finalized
    ? `${done}. Finalized: older programs cannot come back`
    : `${done}. Not final: each node can still go back. When you are sure: engram-ops upgrade finalize`;
}
