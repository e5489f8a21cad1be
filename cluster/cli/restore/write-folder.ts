/** Writes the data folder of a restored node: a checkpoint and an identity, as a node itself would leave them. */
import { writeCheckpoint } from '../../backup/checkpoint.ts';
import type { GroupImage } from '../../backup/image.ts';
import type { ReplayedGroup } from '../../backup/replay.ts';
import { encodeRestored, type RestoredRecord, restoredName } from '../../backup/restored.ts';
import { type Disk, replaceFile } from '../../io/disk.ts';
import { startHlc } from '../../model/entry.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { newLogId, writeIdentity } from '../../node/identity.ts';

/** The state at the cut with the replayed entries behind it, none of them committed yet. */
export function toImage(group: ReplayedGroup, atCut: GroupImage | null): GroupImage {
  const { position, copies, entries } = group;
  const { epoch } = entries.at(-1) ?? position;
  return {
    group: group.group,
    // Nobody may be elected in an epoch that has entries already.
    promised: { epoch, votedFor: null },
    position,
    hlc: atCut?.hlc ?? startHlc,
    copies: atCut?.copies ?? copies,
    commit: position.sequence,
    state: atCut?.state ?? null,
    entries,
  };
}

/** Durable when it resolves. The folder must not be there yet, or hold an older attempt of the same restore. */
export async function writeFolder(
  disk: Disk,
  path: string,
  content: {
    readonly record: RestoredRecord;
    readonly incarnation: number;
    readonly images: readonly GroupImage[];
  },
): Promise<void> {
  const { record, incarnation, images } = content;
  await disk.makeDirectory(path);
  await writeCheckpoint(disk, dataFolder(path).checkpoints, { record: 0, images });
  await writeIdentity(disk, path, {
    nodeId: record.node_id,
    incarnation,
    drain: null,
    clusterEpoch: { number: record.cluster_epoch, recovery: record.recovery },
    logId: newLogId(),
  });
  await replaceFile(disk, `${path}/${restoredName}`, encodeRestored(record));
}
