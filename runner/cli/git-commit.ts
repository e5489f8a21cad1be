// The commit that is checked out, read from the files that git keeps. Asking `git` itself would cost a process a run.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Full object name; undefined outside of a repository, before the first commit, or where git keeps it in another form. */
export function findCommit(folder: string): string | undefined {
  const git = findGitFolder(folder);
  if (git === undefined) return undefined;
  const head = read(join(git, 'HEAD'))?.trim();
  if (head === undefined) return undefined;
  const ref = /^ref: (?<name>\S+)$/.exec(head)?.groups?.['name'];
  return objectName(ref === undefined ? head : findRef(git, ref));
}

/** The branch of a linked worktree stands in the main repository's folder. */
function findRef(git: string, ref: string): string | undefined {
  const shared = read(join(git, 'commondir'))?.trim();
  const folders = shared === undefined ? [git] : [git, resolve(git, shared)];
  for (const folder of folders) {
    const loose = read(join(folder, ref))?.trim();
    if (loose !== undefined) return loose;
    const packed = read(join(folder, 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${ref}`));
    if (packed !== undefined) return packed.split(' ')[0];
  }
  return undefined;
}

function objectName(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

/** `.git` is a folder, or in a worktree or submodule a file that says where the folder is. */
function findGitFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, '.git');
    const kind = kindOf(path);
    if (kind === 'folder') return path;
    if (kind === 'file') {
      const place = /^gitdir: (?<path>.+)$/m.exec(read(path) ?? '')?.groups?.['path'];
      return place === undefined ? undefined : resolve(folder, place.trim());
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function kindOf(path: string): 'folder' | 'file' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
