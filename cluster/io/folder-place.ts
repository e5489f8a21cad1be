/** Backups in a folder: a second disk, or a mounted share. */
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackupPlace } from './backup-place.ts';

const unfinished = '.unfinished';

/** `root` is an absolute path. Folders are made with mode 0700 and files with 0600: they hold what the nodes hold. */
export function openFolderPlace(root: string): BackupPlace {
  return {
    url: pathToFileURL(root).href,
    async list() {
      const rows = await readdir(root, { recursive: true, withFileTypes: true }).catch(ifMissing);
      return rows
        .filter((row) => row.isFile() && !row.name.endsWith(unfinished))
        .map((row) => relative(root, join(row.parentPath, row.name)).split(sep).join('/'))
        .sort();
    },
    read: (path) => createReadStream(join(root, path)),
    async write(path, content) {
      const target = join(root, path);
      const beside = `${target}${unfinished}`;
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      try {
        await writeDurably(beside, content);
        await rename(beside, target);
      } catch (thrown) {
        await rm(beside, { force: true });
        throw thrown;
      }
      await syncUpTo(root, dirname(target));
    },
    async remove(path) {
      await rm(join(root, path), { force: true });
    },
  };
}

async function writeDurably(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const block of content) await file.writeFile(block);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Names are durable once their folder was synced; the folders in between may be new. */
async function syncUpTo(root: string, folder: string): Promise<void> {
  for (let at = folder; at.length >= dirname(root).length; at = dirname(at)) {
    const handle = await open(at, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (at === dirname(at)) return;
  }
}

function ifMissing(thrown: unknown): [] {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw thrown;
}
