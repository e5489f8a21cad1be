// `rebalance start|status|wait|retry`, `balance check` and `spaces promote`.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';
import { nameOf, progressOf, readWanted, type Wanted } from '../rebalance/wanted.ts';
import { requireNode } from '../state/nodes.ts';

type Status = ResponseOf<'getRebalanceStatus'>;

export type WithinOptions = CommonOptions & { readonly within: string };

export async function rebalanceStart(
  options: WithinOptions & { readonly wait?: boolean },
): Promise<number> {
  const within = parseDuration(options.within, '--within');
  return await atDoor(options, async (door) => {
    const started = await door.order<'rebalance'>('POST', '/rebalance');
    const id = started.rebalance_id;
    if (options.wait && id !== null) return await follow(door, options, within, { kind: 'id', id });
    if (options.json) printJson(started);
    else if (id === null) print('The cluster is balanced: there is nothing to move');
    else print(`${id}: ${started.planned} moves`);
    return 0;
  });
}

export async function rebalanceStatus(
  options: CommonOptions & { readonly id?: string },
): Promise<number> {
  const wanted = readWanted(options);
  return await atDoor(options, async (door) => {
    show(await door.get<'getRebalanceStatus'>(statusPath(wanted)), options);
    return 0;
  });
}

export async function rebalanceWait(
  options: WithinOptions & { readonly id?: string; readonly after?: string },
): Promise<number> {
  const within = parseDuration(options.within, '--within');
  const wanted = readWanted(options);
  return await atDoor(options, async (door) => {
    if (wanted.kind === 'newest') await requireSome(door);
    // One that is not remembered will not appear either.
    if (wanted.kind === 'id') await door.get<'getRebalanceStatus'>(statusPath(wanted));
    return await follow(door, options, within, wanted);
  });
}

/** Waiting for the newest of none would be waiting for nothing, and ending at once would look like success. */
async function requireSome(door: Door): Promise<void> {
  const { state } = await door.get<'getRebalanceStatus'>('/rebalance/status');
  if (state !== 'idle') return;
  throw new Failure('could-not', 'There was no rebalance yet', {
    hint: '`engram-ops rebalance wait --after none` waits until the first one is over',
  });
}

export async function rebalanceRetry(options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    const done = await door.order<'retryRebalance'>('POST', '/rebalance/retry');
    if (options.json) printJson(done);
    else print(done.retried === 0 ? 'Nothing has failed' : `${done.retried} moves are open again`);
    return 0;
  });
}

/** Exit code 0 if the imbalance is within --threshold, or without it within what the cluster is configured with. */
export async function balanceCheck(
  options: CommonOptions & { readonly threshold?: string },
): Promise<number> {
  const given = options.threshold === undefined ? undefined : readThreshold(options.threshold);
  return await atDoor(options, async (door) => {
    const balance = await door.get<'getBalance'>('/balance');
    const { imbalance, per_node } = balance;
    const threshold = given ?? balance.threshold;
    const passed = imbalance <= threshold;
    if (options.json) printJson({ passed, ...balance, threshold });
    else {
      const rows = per_node.map((row) => [
        row.node_id,
        row.primary_spaces,
        row.replica_spaces,
        row.bytes ?? undefined,
      ]);
      print(table(['NODE', 'PRIMARIES', 'REPLICAS', 'BYTES'], rows));
      print(`Imbalance ${imbalance.toFixed(3)}, ${passed ? 'within' : 'above'} ${threshold}`);
    }
    return passed ? 0 : 1;
  });
}

function readThreshold(text: string): number {
  if (/^\d{1,3}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  throw new Failure('usage', `Unexpected --threshold \`${text}\`, expected a ratio such as 0.20`);
}

export async function spacesPromote(
  space: string,
  options: CommonOptions & { readonly to: string; readonly primary?: boolean },
): Promise<number> {
  return await atDoor(options, async (door) => {
    const { id } = requireNode(door.chosen.record, options.to);
    const body = { new_replica_node: id, promote_to_primary: options.primary ?? false };
    const path = `/spaces/${encodeURIComponent(space)}/promote-replica`;
    const done = await door.order<'promoteReplica'>('POST', path, body);
    if (options.json) printJson(done);
    else if (done.status === 'unchanged') print(`${id} holds ${space} as asked already`);
    else
      print(`${id} gets ${space}${done.replaces === null ? '' : ` in place of ${done.replaces}`}`);
    return 0;
  });
}

function statusPath(wanted: Wanted): string {
  const query = wanted.kind === 'id' ? `?rebalance_id=${encodeURIComponent(wanted.id)}` : '';
  return `/rebalance/status${query}`;
}

/** 0 when it is complete, 1 when moves have failed. */
async function follow(
  door: Door,
  options: WithinOptions,
  within: number,
  wanted: Wanted,
): Promise<number> {
  let last: Status | undefined;
  let progress = 'absent';
  const isOver = async (): Promise<boolean> => {
    last = await door.get<'getRebalanceStatus'>(statusPath(wanted));
    progress = progressOf(wanted, last);
    return progress === 'over';
  };
  await waitFor(isOver, within, () =>
    progress === 'open'
      ? `The rebalance is ${last?.state} after ${options.within}, ${last?.partitions_remaining} moves are left`
      : `Waited ${options.within} for ${nameOf(wanted)}, which did not appear: the newest is \`${last?.rebalance_id ?? 'none'}\``,
  );
  if (last === undefined) throw new Failure('could-not', 'No node said how the rebalance is');
  show(last, options);
  return last.state === 'failed' ? 1 : 0;
}

function show(status: Status, options: CommonOptions): void {
  if (options.json) {
    printJson(status);
    return;
  }
  const { moves, partitions_moved, partitions_remaining, recent_failures } = status;
  if (moves.length > 0) {
    const rows = moves.map((move) => [
      move.space_id,
      move.kind,
      move.source_node,
      move.target_node,
      move.state,
      `${move.progress_pct} %`,
      move.error ?? undefined,
    ]);
    print(table(['SPACE', 'MOVES', 'FROM', 'TO', 'STATE', 'DONE', 'ERROR'], rows));
  }
  const counts = `${partitions_moved} moved, ${partitions_remaining} left, ${recent_failures.length} failed`;
  print(status.state === 'idle' ? 'There was no rebalance yet' : `${status.state}: ${counts}`);
}
