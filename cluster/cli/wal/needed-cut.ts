/** Which snapshots still need a node's log: those that were exported, and those that may be exported yet. */
import { decodeManifest, manifestName } from '../../backup/manifest.ts';
import { StartError } from '../../errors.ts';
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

/** When the oldest snapshot was cut that needs the log, Unix milliseconds; null: none was exported to that place. */
export async function oldestNeededCut(
  address: PlaceAddress,
  own: OwnSnapshots,
): Promise<number | null> {
  const place = await openPlace(address);
  const { exports, unreadable } = await findExports(place);
  const [damaged] = unreadable;
  if (damaged !== undefined) {
    throw new StartError(
      `Unexpected content of \`${damaged}\` in \`${place.url}\`, expected the manifest of an export: it may be the oldest, so nothing was removed.`,
      { hint: 'the log was copied; `engram backup verify` says what is wrong there' },
    );
  }
  if (exports.length === 0) return null;
  const exported = exports.map(({ manifest }) => manifest.snapshot.time.wallMs);
  return Math.min(...exported, ...(await cutsToExport(own)));
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
