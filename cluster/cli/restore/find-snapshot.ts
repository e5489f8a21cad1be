/** Finds a snapshot among exports, and reads the states of its groups from whichever export has them undamaged. */
import type { FoundExport } from '../../backup/exported.ts';
import type { GroupImage } from '../../backup/image.ts';
import type { SnapshotManifest } from '../../backup/manifest.ts';
import { StartError, sentenceOf } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import type { GroupId } from '../../model/ids.ts';
import { findExports } from '../backup/read-exports.ts';
import { readStated } from '../backup/read-stated.ts';

export type FoundSnapshot = {
  readonly snapshot: SnapshotManifest;
  readonly exports: readonly FoundExport[];
};

/** Rejects if there is none, or if exports of that name are of different snapshots. */
export async function findSnapshot(place: BackupPlace, id: string): Promise<FoundSnapshot> {
  const { exports } = await findExports(place);
  const found = exports.filter(({ manifest }) => manifest.snapshot.snapshot_id === id);
  const snapshot = found[0]?.manifest.snapshot;
  if (snapshot === undefined) {
    throw new StartError(`There is no export of \`${id}\` in \`${place.url}\`.`, {
      hint: `list what is there with \`engram backup list --source ${place.url}\``,
    });
  }
  const text = JSON.stringify(snapshot);
  const other = found.find(({ manifest }) => JSON.stringify(manifest.snapshot) !== text);
  if (other === undefined) return { snapshot, exports: found };
  throw new StartError(
    `Unexpected export in \`${other.folder}\` of \`${place.url}\`: it is called \`${id}\` as well and is of another snapshot.`,
    { hint: 'give a source that has the exports of one cluster alone' },
  );
}

/** The state of a group at the cut. All copies have the same bytes there, so any node's export will do. */
export async function readGroup(
  place: BackupPlace,
  { snapshot, exports }: FoundSnapshot,
  group: GroupId,
): Promise<GroupImage> {
  const stated = snapshot.groups.find((row) => row.group === group);
  const faults: string[] = [];
  for (const { folder, manifest } of exports) {
    const file = manifest.files.find((row) => row.group === group);
    if (file === undefined || stated === undefined || file.sha256 !== stated.sha256) continue;
    const path = `${folder}${file.name}`;
    try {
      return await readStated(place, path, stated);
    } catch (thrown) {
      faults.push(sentenceOf(thrown));
    }
  }
  const why = faults.length === 0 ? 'no export has it' : faults.join('; ');
  throw new StartError(`Cannot read \`${group}\` of \`${snapshot.snapshot_id}\`: ${why}.`, {
    hint: `check the exports with \`engram backup verify --source ${place.url}\``,
  });
}
