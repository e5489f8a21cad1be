// Arguments to Markdown files: a file is itself, a folder is every `.md` below it, in the order of their paths.
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/** Folders of this name hold other people's pages. Those that begin with `_` hold fixtures and drafts, with `.` tools' files. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules']);

export interface PageFile {
  /** As the caller gave it, the way down included. */
  readonly path: string;
  readonly absolute: string;
}

/** Each file once, even if two arguments lead to it. */
export async function collectFiles(
  paths: readonly string[],
  cwd: string,
): Promise<readonly PageFile[]> {
  const found = new Map<string, PageFile>();
  for (const given of paths) {
    for (const path of await expand(given, cwd)) {
      const absolute = resolve(cwd, path);
      if (!found.has(absolute)) found.set(absolute, { path, absolute });
    }
  }
  return [...found.values()];
}

async function expand(path: string, cwd: string): Promise<readonly string[]> {
  const kind = await kindOf(resolve(cwd, path));
  if (kind === 'folder') return (await walk(path, cwd)).toSorted(byPath);
  if (kind === 'file') return [path];
  throw new UserError(
    `Unexpected path \`${path}\`, expected a Markdown file or a folder`,
    kind === 'none' ? `there is nothing at \`${resolve(cwd, path)}\`` : undefined,
  );
}

async function walk(folder: string, cwd: string): Promise<string[]> {
  const pages: string[] = [];
  for (const entry of await readdir(resolve(cwd, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!/^[_.]/.test(entry.name) && !foreignFolders.has(entry.name)) {
        pages.push(...(await walk(path, cwd)));
      }
    } else if (entry.name.endsWith('.md')) {
      // Links to folders are not followed: they may lead in circles.
      const isPage = entry.isFile() || (await kindOf(resolve(cwd, path))) === 'file';
      if (isPage) pages.push(path);
    }
  }
  return pages;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'none'> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'other';
  } catch {
    return 'none';
  }
}

function byPath(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
