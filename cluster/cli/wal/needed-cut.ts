/** Which snapshots still need a node's log: those that were exported, and those that may be exported yet. */
import { decodeManifest, manifestName } from '../../backup/manifest.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import type { Disk } from '../../io/disk.ts';
import { openPlace, type PlaceAddress } from '../backup/place.ts';
import { findExports } from '../backup/read-exports.ts';

/**
 * A complete snapshot of the node's own folder counts for so long after its cut, milliseconds: within a day somebody has
 * exported it or never will. Without an end the log would stay for snapshots that nobody wants.
 */
export const exportWithinMs = 24 * 3_600_000;

export type OwnSnapshots = {
  readonly disk: Disk;
  /** Folder of the node with one folder per snapshot. */
  readonly snapshots: string;
  /** Unix milliseconds. */
  readonly wallMs: number;
};

/** How much of the log has to stay. */
export type Needed =
  /** What a recovery from the oldest snapshot needs, which was cut then, Unix milliseconds. */
  | { readonly kind: 'from'; readonly cutMs: number }
  /** All: nobody asked for less, or these places have no snapshot. */
  | { readonly kind: 'all'; readonly withoutSnapshots: readonly string[] };

/**
 * Looks at all snapshots in all `places`. One without any keeps the whole log: it may be a share that is not mounted, or
 * a place where the first snapshot is still to come.
 */
export async function neededCut(
  places: readonly PlaceAddress[],
  own: OwnSnapshots,
): Promise<Needed> {
  const cuts: number[] = [];
  const withoutSnapshots: string[] = [];
  for (const address of places) {
    const place = await openPlace(address);
    const exported = await exportedCuts(place);
    if (exported.length === 0) withoutSnapshots.push(place.url);
    cuts.push(...exported);
  }
  if (cuts.length === 0 || withoutSnapshots.length > 0) return { kind: 'all', withoutSnapshots };
  return { kind: 'from', cutMs: Math.min(...cuts, ...(await cutsToExport(own))) };
}

async function exportedCuts(place: BackupPlace): Promise<readonly number[]> {
  const { exports, unreadable } = await findExports(place);
  const [damaged] = unreadable;
  if (damaged !== undefined) {
    throw new StartError(
      `Unexpected content of \`${damaged}\` in \`${place.url}\`, expected the manifest of an export: it may be the oldest, so nothing was removed.`,
      { hint: 'the log was copied; `engram backup verify` says what is wrong there' },
    );
  }
  return exports.map(({ manifest }) => manifest.snapshot.time.wallMs);
}

async function cutsToExport({ disk, snapshots, wallMs }: OwnSnapshots): Promise<readonly number[]> {
  const cuts: number[] = [];
  for (const name of await disk.list(snapshots)) {
    const path = `${snapshots}/${name}/${manifestName}`;
    if ((await disk.size(path)) === null) continue;
    const cutMs = decodeManifest(await disk.read(path))?.time.wallMs;
    if (cutMs !== undefined && cutMs > wallMs - exportWithinMs) cuts.push(cutMs);
  }
  return cuts;
}
