/** Finds the exports in a place. */
import { decodeExport, exportManifestName } from '../../backup/export-manifest.ts';
import type { FoundExport } from '../../backup/exported.ts';
import type { BackupPlace } from '../../io/backup-place.ts';

export type Findings = {
  readonly exports: readonly FoundExport[];
  /** Paths of manifests that cannot be read. */
  readonly unreadable: readonly string[];
};

export async function findExports(place: BackupPlace): Promise<Findings> {
  const exports: FoundExport[] = [];
  const unreadable: string[] = [];
  for (const path of await place.list()) {
    if (path !== exportManifestName && !path.endsWith(`/${exportManifestName}`)) continue;
    const manifest = decodeExport(await readAll(place, path));
    if (manifest === null) unreadable.push(path);
    else exports.push({ folder: path.slice(0, -exportManifestName.length), manifest });
  }
  return { exports, unreadable };
}

export async function readAll(place: BackupPlace, path: string): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  for await (const block of place.read(path)) blocks.push(block);
  return Buffer.concat(blocks);
}
