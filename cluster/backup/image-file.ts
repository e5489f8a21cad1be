/** Images on disk: a file appears whole and durable under its name, or not at all. */
import { createHash } from 'node:crypto';
import type { Disk } from '../io/disk.ts';
import { type ImageFile, imageLines, readImage } from './image.ts';

export type Written = { readonly bytes: number; readonly sha256: string };

const blockBytes = 1024 * 1024;
/** What a file is called until it is complete. */
export const unfinishedSuffix = '.new';

/** Writes beside the name, syncs, renames, syncs the directory. */
export async function writeImageFile(
  disk: Disk,
  path: string,
  content: ImageFile,
): Promise<Written> {
  const beside = `${path}${unfinishedSuffix}`;
  await disk.remove(beside);
  const written = await writeLines(disk, beside, content);
  await disk.rename(beside, path);
  await disk.syncDirectory(path.slice(0, path.lastIndexOf('/')));
  return written;
}

async function writeLines(disk: Disk, path: string, content: ImageFile): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await disk.openAppend(path);
  try {
    for (const line of imageLines(content)) {
      hash.update(line);
      bytes += line.length;
      await file.append(line);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Rejects with `ImageDamaged` when anything of it is not as it was written. */
export async function readImageFile(disk: Disk, path: string): Promise<ImageFile> {
  return await readImage(readBlocks(disk, path), path);
}

/** A file in pieces, so that its size does not matter. */
export async function* readBlocks(disk: Disk, path: string): AsyncGenerator<Uint8Array> {
  const size = (await disk.size(path)) ?? 0;
  // A missing file must fail like one, which reading nothing of it does.
  if (size === 0) yield await disk.read(path);
  for (let offset = 0; offset < size; offset += blockBytes) {
    yield await disk.read(path, { offset, length: Math.min(blockBytes, size - offset) });
  }
}
