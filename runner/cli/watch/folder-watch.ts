// Asks the operating system to tell of changes. Whole folders, because a file that is saved by rename is another file.
// What it tells is only taken as a reason to look: what has changed, the versions say.
import { type FSWatcher, statSync, watch } from 'node:fs';
import { UserError } from '../../errors.ts';
import { Bell } from './bell.ts';

const pollMs = 500;

export interface ChangeSource {
  /** From now on these, and no others. Absolute; those that do not exist are passed over. */
  readonly watch: (folders: ReadonlySet<string>) => void;
  /** Resolves when something may have changed and it is quiet again, or `signal` aborts. */
  readonly next: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** For disks whose changes by others the system does not see. */
export function pollFolders(): ChangeSource {
  const bell = new Bell();
  const timer = setInterval(() => bell.ring(), pollMs);
  return {
    watch: () => undefined,
    next: (signal) => bell.next(signal),
    close: () => clearInterval(timer),
  };
}

export function watchFolders(): ChangeSource {
  const bell = new Bell();
  const watchers = new Map<string, FSWatcher>();
  const open = (folder: string): FSWatcher | undefined => {
    try {
      const watcher = watch(folder, () => bell.ring());
      watcher.on('error', () => {
        watcher.close();
        bell.ring();
      });
      return watcher;
    } catch (error) {
      const { code = 'an error' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new UserError(
        `Unexpected \`${code}\` while watching \`${folder}\`, expected the system to tell of changes there`,
        '`--poll` looks for itself',
        { cause: error },
      );
    }
  };
  return {
    watch(folders) {
      const wanted = new Map([...folders].flatMap((folder) => identify(folder)));
      for (const [key, watcher] of watchers) {
        if (wanted.has(key)) continue;
        watcher.close();
        watchers.delete(key);
      }
      for (const [key, folder] of wanted) {
        if (watchers.has(key)) continue;
        const watcher = open(folder);
        if (watcher === undefined) continue;
        watchers.set(key, watcher);
        // What came into it before it was watched has told nobody.
        bell.ring();
      }
    },
    next: (signal) => bell.next(signal),
    close: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** A folder that was removed and made anew is another one, and its old watcher is deaf. */
function identify(folder: string): readonly (readonly [key: string, folder: string])[] {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory()
    ? [[`${folder}\0${found.dev}:${found.ino}:${found.birthtimeMs}`, folder]]
    : [];
}
