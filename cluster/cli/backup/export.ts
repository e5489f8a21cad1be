/** Carries this node's part of a complete snapshot to another place. */
import { createHash } from 'node:crypto';
import {
  composeExport,
  decodeExport,
  type ExportManifest,
  encodeExport,
  exportManifestName,
} from '../../backup/export-manifest.ts';
import { readBlocks } from '../../backup/image-file.ts';
import { decodeManifest, manifestName, type SnapshotManifest } from '../../backup/manifest.ts';
import { StartError } from '../../errors.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import type { Disk } from '../../io/disk.ts';
import { readAll } from './read-exports.ts';

export type ExportOrder = {
  readonly snapshot: string;
  readonly node: string;
  /** Folder of this node with one folder per snapshot. */
  readonly snapshots: string;
  readonly wallMs: number;
};

/** Rejects before anything has a name if the snapshot is not complete here, or the place holds another export. */
export async function exportSnapshot(
  { snapshot, node, snapshots, wallMs }: ExportOrder,
  { disk, place }: { readonly disk: Disk; readonly place: BackupPlace },
): Promise<ExportManifest> {
  const folder = `${snapshots}/${snapshot}`;
  const manifest = composeExport(await readManifest(disk, folder, snapshot), { node, wallMs });
  if (manifest.files.length === 0) {
    throw new StartError(`Node \`${node}\` holds nothing of \`${snapshot}\`.`, {
      hint: `export it on ${manifest.snapshot.nodes.join(', ')}`,
    });
  }
  await requireOwnPlace(place, manifest);
  for (const { name, bytes, sha256 } of manifest.files) {
    await place.write(name, checked(disk, `${folder}/${name}`, { bytes, sha256 }));
  }
  await place.write(exportManifestName, once(encodeExport(manifest)));
  return manifest;
}

async function readManifest(
  disk: Disk,
  folder: string,
  snapshot: string,
): Promise<SnapshotManifest> {
  const path = `${folder}/${manifestName}`;
  if ((await disk.size(path)) === null) {
    throw new StartError(
      `The snapshot \`${snapshot}\` is not complete on this node: it has no \`${path}\`.`,
      {
        hint: `ask \`engram-ops backup status ${snapshot}\`; a failed snapshot never becomes complete, take another one`,
      },
    );
  }
  const manifest = decodeManifest(await disk.read(path));
  if (manifest?.snapshot_id === snapshot) return manifest;
  throw new StartError(
    `Unexpected content of \`${path}\`, expected the manifest of \`${snapshot}\`.`,
  );
}

/** An export of the same snapshot by the same node may be repeated; everything else is left alone. */
async function requireOwnPlace(place: BackupPlace, manifest: ExportManifest): Promise<void> {
  if (!(await place.list()).includes(exportManifestName)) return;
  const there = decodeExport(await readAll(place, exportManifestName));
  const same =
    there?.node_id === manifest.node_id &&
    JSON.stringify(there.snapshot) === JSON.stringify(manifest.snapshot);
  if (same) return;
  const what =
    there === null ? 'something else' : `\`${there.snapshot.snapshot_id}\` of \`${there.node_id}\``;
  throw new StartError(
    `Unexpected export in \`${place.url}\`: ${what}, expected a place of its own for \`${manifest.snapshot.snapshot_id}\` of \`${manifest.node_id}\`.`,
    { hint: 'end the destination with the ids of the snapshot and the node' },
  );
}

/** Fails behind its last block if the bytes were not those of the manifest, so that the copy gets no name. */
async function* checked(
  disk: Disk,
  path: string,
  expected: { readonly bytes: number; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  if ((await disk.size(path)) === null) throw damaged(path, 'it is missing');
  const hash = createHash('sha256');
  for await (const block of readBlocks(disk, path)) {
    hash.update(block);
    yield block;
  }
  if (hash.digest('hex') !== expected.sha256) throw damaged(path, 'its checksum is another one');
}

function damaged(path: string, reason: string): StartError {
  return new StartError(`The snapshot's file \`${path}\` is not as it was written: ${reason}.`, {
    hint: 'export the snapshot on the other nodes, and take another one',
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
