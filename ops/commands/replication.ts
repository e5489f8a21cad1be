// `replication status|lag|repair|set-batch|set-ack`: copies of spaces, and how far behind they are.
import type { RequestInputOf, ResponseOf } from '../../cluster/api/contract.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { green, print, printJson, red, table, yellow } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';

type Lag = ResponseOf<'getReplicationLag'>;
type Status = ResponseOf<'getReplicationStatus'>;
type Repair = ResponseOf<'getRepair'>;

const batchMax = 10_000;
const lossy = 'Stores are acknowledged before a majority has them: a failover may lose them';

/** Exit code 0 if every space has a primary and all its copies, else 1. */
export async function replicationStatus(options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    const status = await door.get<'getReplicationStatus'>('/replication/status');
    if (options.json) printJson(status);
    else print(describeStatus(status));
    return status.healthy ? 0 : 1;
  });
}

function describeStatus(status: Status): string {
  const { factor, ack_mode, spaces, healthy, missing, under_replicated } = status;
  const verdict = healthy
    ? green(`${spaces} spaces, each with ${factor + 1} copies up to date`)
    : red(`${under_replicated.length} of ${spaces} spaces lack a copy, or have no primary`);
  return [
    ...describeMissing(missing),
    ...(ack_mode === 'async' ? [yellow(lossy)] : []),
    verdict,
  ].join('\n');
}

/** As a table; nothing where nothing is missing. */
function describeMissing(missing: Status['missing']): readonly string[] {
  if (missing.length === 0) return [];
  const rows = missing.map((copy) => [
    copy.space_id,
    copy.node_id ?? undefined,
    copy.reason,
    copy.lag_sequences ?? undefined,
  ]);
  return [table(['SPACE', 'NODE', 'COPY IS', 'BEHIND'], rows)];
}

export type LagOptions = CommonOptions & { readonly space?: string; readonly limit: string };

/** Exit code 0 if every replica is within the limit, else 1. */
export async function replicationLag(options: LagOptions): Promise<number> {
  const limitMs = parseDuration(options.limit, '--limit');
  return await atDoor(options, async (door) => {
    const all = await door.get<'getReplicationLag'>('/replication/lag');
    const replicas = all.filter(({ space_id }) => space_id === (options.space ?? space_id));
    if (options.space !== undefined && replicas.length === 0) {
      throw new Failure('could-not', `No replica of \`${options.space}\` is known`, {
        hint: 'the space does not exist, or has no primary now: `engram-ops replication status`',
      });
    }
    const slow = replicas.filter(({ lag_seconds }) => lag_seconds * 1_000 > limitMs);
    if (options.json) {
      printJson({ passed: slow.length === 0, limit_seconds: limitMs / 1_000, replicas });
    } else print(describeLag(replicas, slow.length, options.limit));
    return slow.length === 0 ? 0 : 1;
  });
}

function describeLag(replicas: Lag, slow: number, limit: string): string {
  if (replicas.length === 0) return 'There are no replicas';
  const rows = replicas.map((row) => [
    row.space_id,
    row.replica_node,
    row.primary_node,
    formatDuration(row.lag_seconds * 1_000),
    row.lag_sequences,
    row.last_ack_ms_ago === null ? 'never' : `${formatDuration(row.last_ack_ms_ago)} ago`,
  ]);
  const verdict =
    slow === 0
      ? green(`${replicas.length} replicas, each at most ${limit} behind`)
      : red(`${slow} of ${replicas.length} replicas are more than ${limit} behind`);
  return [table(['SPACE', 'REPLICA', 'PRIMARY', 'LAG', 'WRITES', 'LAST ACK'], rows), verdict].join(
    '\n',
  );
}

/** Exit code 0 when repair is under way or needless, 1 when every missing copy waits for a node. */
export async function replicationRepair(
  options: CommonOptions & { readonly wait?: boolean; readonly within: string },
): Promise<number> {
  const within = parseDuration(options.within, '--within');
  return await atDoor(options, async (door) => {
    const done = await door.order<'repairReplication'>('POST', '/replication/repair');
    const id = done.repair_id;
    if (options.wait && id !== null) {
      const repair = await awaitRepair(door, id, { ms: within, text: options.within });
      if (options.json) printJson(repair);
      else print(describeEnd(repair));
      return repair.state === 'complete' ? 0 : 1;
    }
    if (options.json) printJson(done);
    else print(describeRepair(done));
    return done.status === 'waiting_for_node' ? 1 : 0;
  });
}

async function awaitRepair(
  door: Door,
  id: string,
  within: { readonly ms: number; readonly text: string },
): Promise<Repair> {
  let last: Repair | undefined;
  const isOver = async (): Promise<boolean> => {
    last = await door.get<'getRepair'>(`/replication/repair/${id}`);
    return last.finished_at !== null;
  };
  await waitFor(isOver, within.ms, () => {
    const left = last === undefined ? '' : `: ${last.spaces_remaining.length} spaces are left`;
    return `${id} was not over within ${within.text}${left}`;
  });
  if (last === undefined) throw new Failure('could-not', 'No node said how the repair is');
  return last;
}

function describeEnd({ state, spaces_affected, spaces_remaining, missing }: Repair): string {
  if (state === 'complete') return green(`${spaces_affected} spaces have all their copies again`);
  return [
    ...describeMissing(missing),
    red(
      `${spaces_remaining.length} of ${spaces_affected} spaces lack a copy, and nothing moves on`,
    ),
  ].join('\n');
}

function describeRepair(done: ResponseOf<'repairReplication'>): string {
  const waiting = done.waiting_for_node.join(', ');
  if (done.status === 'nothing_to_do') return green('No copy is missing');
  if (done.status === 'waiting_for_node') {
    return red(`No node is free for a copy of ${waiting}: add or start one`);
  }
  const rest = waiting === '' ? '' : `; no node is free for ${waiting}`;
  return `Repairing ${done.spaces_affected} spaces${rest}`;
}

export async function replicationSetAck(
  mode: 'quorum' | 'async',
  options: CommonOptions,
): Promise<number> {
  const body: RequestInputOf<'setReplicationConfig'> = { ack_mode: mode };
  return await atDoor(options, async (door) => {
    const now = await door.order<'setReplicationConfig'>('POST', '/replication/config', body);
    if (options.json) printJson(now);
    else print(now.ack_mode === 'quorum' ? 'Writes wait for a majority again' : yellow(lossy));
    return 0;
  });
}

export async function replicationSetBatch(
  entries: string,
  options: CommonOptions,
): Promise<number> {
  const batchSize = /^\d{1,5}$/.test(entries) ? Number(entries) : 0;
  if (batchSize < 1 || batchSize > batchMax) {
    throw new Failure(
      'usage',
      `Unexpected batch \`${entries}\`, expected a whole number from 1 to ${batchMax}`,
    );
  }
  const body: RequestInputOf<'setReplicationConfig'> = { batch_size: batchSize };
  return await atDoor(options, async (door) => {
    const now = await door.order<'setReplicationConfig'>('POST', '/replication/config', body);
    if (options.json) printJson(now);
    else print(`Batches of ${now.batch_size} writes, on every node and over restarts`);
    return 0;
  });
}
