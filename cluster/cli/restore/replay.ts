/** From a snapshot and the archived logs to what every group has to become; or a sentence that says why not. */
import type { SnapshotManifest } from '../../backup/manifest.ts';
import { planReplay, type ReplayedGroup, type ReplayPlan } from '../../backup/replay.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import { type Entry, entryTypes } from '../../model/entry.ts';
import type { CopySet } from '../../model/space.ts';
import { readCopies } from '../../replication/copies.ts';
import { momentText } from '../moment.ts';
import { readTails } from './read-logs.ts';

/** The groups as the snapshot has them. */
export function groupsAtCut({ groups }: SnapshotManifest): readonly ReplayedGroup[] {
  return groups.map(({ group, epoch, sequence, voters, learners }) => {
    const copies = { voters, learners };
    const position = { epoch, sequence };
    return { group, position, copies, entries: [], copiesAtEnd: copies };
  });
}

/** The groups as they were at `untilMs`. Rejects with the times that can be reached. */
export async function groupsUntil(
  snapshot: SnapshotManifest,
  archive: BackupPlace,
  untilMs: number,
): Promise<readonly ReplayedGroup[]> {
  const logs = await readTails(archive, snapshot, untilMs);
  const cutMs = snapshot.time.wallMs;
  const order = { groups: groupsAtCut(snapshot), cutMs, untilMs, copiesOf };
  const plan = planReplay(order, logs);
  if (plan.kind === 'plan') return plan.groups;
  throw new StartError(`Cannot recover to ${momentText(untilMs)}. ${plan.reason}.`, {
    hint: hintFor(plan),
  });
}

function hintFor({ range, isPruned }: Extract<ReplayPlan, { kind: 'refused' }>): string {
  if (isPruned)
    return 'restore this snapshot as it is, without `--until`, or begin with a newer one (`engram backup list`)';
  return range === null
    ? 'run `engram wal-backup` on every node, also on those that are stopped, then repeat'
    : `from this snapshot any time from ${momentText(range.fromMs)} to ${momentText(range.toMs)} can be reached; for an earlier one take an older snapshot, for a later one run \`engram wal-backup\` on every node`;
}

function copiesOf({ type, payload }: Entry): CopySet | null {
  return type === entryTypes.checkpoint ? readCopies(payload) : null;
}
