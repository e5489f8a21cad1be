// `backup snapshot|status|wait|list|verify`.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Check, report, verdictOf } from '../check-list.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { askPath } from '../node-api.ts';
import { print, printJson, table } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';
import { type Addressed, answering, withTargets } from '../targets.ts';

type Status = ResponseOf<'getSnapshotStatus'>;

type WithinOptions = CommonOptions & { readonly within: string };

export async function backupSnapshot(
  options: WithinOptions & { readonly description?: string; readonly wait?: boolean },
): Promise<number> {
  const within = parseDuration(options.within, '--within');
  return await atDoor(options, async (door) => {
    const { description } = options;
    const body = description === undefined ? {} : { description };
    const started = await door.order<'createSnapshot'>('POST', '/backup/snapshot', body);
    if (options.wait) return await follow(door, started.snapshot_id, options, within);
    if (options.json) printJson(started);
    else print(started.snapshot_id);
    return 0;
  });
}

export async function backupStatus(id: string, options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    show(await ask(door, id), options);
    return 0;
  });
}

export async function backupWait(id: string, options: WithinOptions): Promise<number> {
  const within = parseDuration(options.within, '--within');
  return await atDoor(options, (door) => follow(door, id, options, within));
}

export async function backupList(options: CommonOptions): Promise<number> {
  return await atDoor(options, async (door) => {
    const snapshots = await door.get<'listSnapshots'>('/backup/snapshots');
    if (options.json) printJson(snapshots);
    else if (snapshots.length === 0) print('There are no snapshots');
    else {
      const rows = snapshots.map((row) => [
        row.snapshot_id,
        row.status,
        new Date(row.timestamp * 1_000).toISOString(),
        row.nodes,
        row.description ?? undefined,
      ]);
      print(table(['SNAPSHOT', 'STATUS', 'CUT', 'NODES', 'DESCRIPTION'], rows));
    }
    return 0;
  });
}

/** The coordinator compared all copies before it wrote the manifest; here it counts that everybody has it. */
export async function backupVerify(
  options: Addressed & { readonly snapshot: string },
): Promise<number> {
  return await withTargets(options, async (targets) => {
    const path = `/api/v1/cluster/backup/snapshot/${encodeURIComponent(options.snapshot)}/status`;
    const status = await askPath<Status>((await answering(targets)).url, path);
    return report(checksOf(status), options, `The copies in ${options.snapshot} are equal`, {
      groups: status.groups,
    });
  });
}

function checksOf({
  snapshot_id,
  status,
  reason,
  per_node,
  absent,
  groups,
}: Status): readonly Check[] {
  const why = `it is ${status}${reason === null ? '' : `: ${reason}`}`;
  const without = per_node.filter((row) => row.status !== 'complete');
  return [
    verdictOf(
      `${snapshot_id} is complete`,
      status === 'complete' ? [] : [why],
      'it has a manifest',
    ),
    verdictOf(
      'Every node has its part',
      without.map((row) => `${row.node_id} is ${row.status}`),
      per_node.map(({ node_id }) => node_id).join(', '),
    ),
    ...(absent.length === 0 ? [] : [absentCheck(absent)]),
    ...groups.map(({ group, last_sequence, root, nodes }) => ({
      name: `Copies of ${group} are equal`,
      state: 'ok' as const,
      detail: `root ${root.slice(0, 12)} at sequence ${last_sequence} on ${nodes.join(', ')}`,
    })),
  ];
}

/** Nothing is missing: a majority of every space's copies is in it, and each node can be restored from those. */
function absentCheck(absent: readonly string[]): Check {
  const detail = `${absent.join(', ')} was away, and has no part`;
  return { name: 'Every copy is in it', state: 'warn', detail };
}

async function ask(door: Door, id: string): Promise<Status> {
  return await door.get<'getSnapshotStatus'>(`/backup/snapshot/${encodeURIComponent(id)}/status`);
}

/** 0 when it is complete, 1 when it has failed. */
async function follow(
  door: Door,
  id: string,
  options: WithinOptions,
  within: number,
): Promise<number> {
  let last: Status | undefined;
  const isOver = async (): Promise<boolean> => {
    last = await ask(door, id);
    return last.status !== 'in_progress';
  };
  await waitFor(isOver, within, () => {
    const done = `${last?.nodes_completed ?? 0} of ${last?.nodes_total ?? 0} nodes are done`;
    return `The snapshot ${id} is not complete after ${options.within}, ${done}`;
  });
  if (last === undefined) throw new Failure('could-not', `No node said how ${id} is`);
  show(last, options);
  return last.status === 'failed' ? 1 : 0;
}

function show(status: Status, options: CommonOptions): void {
  if (options.json) {
    printJson(status);
    return;
  }
  print(
    table(
      ['NODE', 'STATUS'],
      status.per_node.map((row) => [row.node_id, row.status]),
    ),
  );
  const counts = `${status.nodes_completed} of ${status.nodes_total} nodes`;
  const reason = status.reason === null ? '' : `: ${status.reason}`;
  const away = status.absent.length === 0 ? '' : `; ${status.absent.join(', ')} was away`;
  print(`${status.snapshot_id} is ${status.status}, ${counts}${away}${reason}`);
}
