/** Reads the state of one group from an export, and only as the manifest states it. */
import { createHash } from 'node:crypto';
import { type GroupImage, readImage } from '../../backup/image.ts';
import type { SnapshotManifest } from '../../backup/manifest.ts';
import type { BackupPlace } from '../../io/backup-place.ts';

export type Stated = Pick<SnapshotManifest['groups'][number], 'group' | 'sha256' | 'sequence'>;

/** Rejects with a sentence if the file has another checksum, or another group or sequence. */
export async function readStated(
  place: BackupPlace,
  path: string,
  { group, sha256, sequence }: Stated,
): Promise<GroupImage> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const block of place.read(path)) {
      hash.update(block);
      yield block;
    }
  }
  const { images } = await readImage(hashed(), path);
  const [image] = images;
  if (hash.digest('hex') !== sha256) throw new Error(`\`${path}\` has another checksum`);
  if (image?.group === group && image.position.sequence === sequence) return image;
  throw new Error(`\`${path}\` is not \`${group}\` at sequence ${sequence}`);
}
