/**
 * Checkpoints: the state of all groups of a node up to one record of its write-ahead log, so that a start reads that and
 * the records behind it, and the log in front of it can go.
 *
 * `<directory>/checkpoint-<record, 16 hex digits>.jsonl`. The newest one counts. It has its name only once it is whole
 * and durable and so is the log up to its record; older ones go after that, and the log's front segments after those.
 * So whatever the moment of a crash, the newest checkpoint and the log behind it are there.
 */
import type { Disk } from '../io/disk.ts';
import { type GroupImage, ImageDamaged } from './image.ts';
import { readImageFile, unfinishedSuffix, type Written, writeImageFile } from './image-file.ts';

export type Checkpoint = {
  /** Everything up to this record of the log is in it. */
  readonly record: number;
  readonly images: readonly GroupImage[];
};

/** The newest checkpoint, or null if there is none. Removes what a crash left unfinished. */
export async function readCheckpoint(disk: Disk, directory: string): Promise<Checkpoint | null> {
  const names = await disk.list(directory);
  for (const name of names) {
    if (name.endsWith(unfinishedSuffix)) await disk.remove(`${directory}/${name}`);
  }
  const record = newest(names);
  if (record === null) return null;
  const path = checkpointPath(directory, record);
  const { about, images } = await readImageFile(disk, path);
  const stated = (about as { readonly record?: unknown } | null)?.record;
  if (stated !== record) throw new ImageDamaged(`\`${path}\` says it is of record \`${stated}\`.`);
  return { record, images };
}

/** Writes a checkpoint and removes the older ones. The log must be durable up to its record. */
export async function writeCheckpoint(
  disk: Disk,
  directory: string,
  checkpoint: Checkpoint,
): Promise<Written> {
  const { record, images } = checkpoint;
  await disk.makeDirectory(directory);
  const path = checkpointPath(directory, record);
  const written = await writeImageFile(disk, path, { about: { record }, images });
  for (const name of await disk.list(directory)) {
    const older = parseName(name);
    if (older !== null && older < record) await disk.remove(`${directory}/${name}`);
  }
  await disk.syncDirectory(directory);
  return written;
}

function checkpointPath(directory: string, record: number): string {
  return `${directory}/checkpoint-${record.toString(16).padStart(16, '0')}.jsonl`;
}

function parseName(name: string): number | null {
  const digits = /^checkpoint-([0-9a-f]{16})\.jsonl$/.exec(name)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

function newest(names: readonly string[]): number | null {
  const records = names.map(parseName).filter((record) => record !== null);
  return records.length === 0 ? null : Math.max(...records);
}
