/** Backups in a folder: a second disk, or a mounted share. */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError, sentenceOf } from '../errors.ts';
import { type BackupPlace, FileMissing } from './backup-place.ts';

const unfinished = '.unfinished';
/** What is read at once, bytes. */
const blockBytes = 1024 * 1024;

/** `root` is an absolute path. Folders are made with mode 0700 and files with 0600: they hold what the nodes hold. */
export function openFolderPlace(root: string): BackupPlace {
  const url = pathToFileURL(root).href;
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((thrown: unknown) => {
      throw explain(thrown, url);
    });
  return {
    url,
    async list() {
      const rows = await explained(
        readdir(root, { recursive: true, withFileTypes: true }).catch(ifMissing),
      );
      return rows
        .filter((row) => row.isFile() && !row.name.endsWith(unfinished))
        .map((row) => relative(root, join(row.parentPath, row.name)).split(sep).join('/'))
        .sort();
    },
    async *read(path) {
      const file = await explained(open(join(root, path), 'r').catch(ifMissing));
      if (Array.isArray(file)) throw new FileMissing(path);
      try {
        for (;;) {
          const block = Buffer.allocUnsafe(blockBytes);
          const { bytesRead } = await explained(file.read(block, 0, blockBytes));
          if (bytesRead === 0) return;
          yield block.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    async write(path, content) {
      const target = join(root, path);
      const beside = `${target}${unfinished}`;
      await explained(mkdir(dirname(target), { recursive: true, mode: 0o700 }));
      const file = await explained(open(beside, 'w', 0o600));
      try {
        try {
          // What fails in the content is not the place's.
          for await (const block of content) await explained(file.writeFile(block));
          await explained(file.sync());
        } finally {
          await file.close();
        }
        await explained(rename(beside, target));
      } catch (thrown) {
        await rm(beside, { force: true });
        throw thrown;
      }
      await explained(syncUpTo(root, dirname(target)));
    },
    async remove(path) {
      await explained(rm(join(root, path), { force: true }));
    },
  };
}

function explain(thrown: unknown, url: string): unknown {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === undefined) return thrown;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StartError(`The folder \`${url}\` cannot be used: ${sentenceOf(thrown)}.`, {
    hint: full
      ? 'make room there, for example with `engram backup prune`'
      : 'check that it is mounted and that this user may read and write there',
    cause: thrown,
  });
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

function ifMissing(thrown: unknown): never[] {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw thrown;
}
