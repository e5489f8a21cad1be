/** What is really durable of a node's logs, read from its disk by the code with which a node starts. */
import { createSilentLogger } from '../../../../cluster/io/logger.ts';
import type { MemoryDisk } from '../../../../cluster/io/memory-disk.ts';
import { type Entry, entryTypes, type Position } from '../../../../cluster/model/entry.ts';
import type { GroupId } from '../../../../cluster/model/ids.ts';
import type { CopySet } from '../../../../cluster/model/space.ts';
import { openStorage } from '../../../../cluster/node/storage.ts';
import { readCopies } from '../../../../cluster/replication/copies.ts';
import type { InstalledState } from '../../../../cluster/replication/state.ts';

export type DurableLog = {
  readonly base: InstalledState;
  readonly entries: readonly Entry[];
  /** Known to be committed up to here; more may be. */
  readonly commit: number;
};

export async function readDurableLogs(disk: MemoryDisk): Promise<ReadonlyMap<GroupId, DurableLog>> {
  const storage = await openStorage('/data', {
    disk: disk.durableCopy(),
    logger: createSilentLogger(),
    wallMs: () => 0,
    onFailed: () => undefined,
  });
  return new Map(
    [...storage.recovered].map(([group, { base, entries, commit }]) => [
      group,
      { base, entries, commit: Math.max(commit, base.position.sequence) },
    ]),
  );
}

/** The copies as the log states them up to this sequence. */
export function copiesAt({ base, entries }: DurableLog, sequence: number): CopySet {
  const stated = entries.findLast(
    (entry) => entry.type === entryTypes.checkpoint && entry.sequence <= sequence,
  );
  return stated === undefined ? base.copies : readCopies(stated.payload);
}

/** Whether the entry is in there, or stood for by the state in front. */
export function hasEntry({ base, entries }: DurableLog, { epoch, sequence }: Position): boolean {
  if (sequence <= base.position.sequence) return true;
  return entries.some((entry) => entry.sequence === sequence && entry.epoch === epoch);
}
