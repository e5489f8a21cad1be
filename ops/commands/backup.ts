// `backup snapshot|status|wait|list`.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { print, printJson, table } from '../output.ts';
import { atDoor, type CommonOptions, type Door, waitFor } from '../placement-api.ts';

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
  print(`${status.snapshot_id} is ${status.status}, ${counts}${reason}`);
}
