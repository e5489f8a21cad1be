// Arguments to Markdown files: a file is itself, a folder is every `.md` below it, a pattern what it matches, in the order of their paths.
import { glob, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
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
  // A file may be called `[slug].md`, so what exists is never a pattern.
  if (kind === 'none' && /[*?[\]{}]/.test(path)) return await match(path, cwd);
  throw new UserError(
    `Unexpected path \`${path}\`, expected a Markdown file, a folder or a pattern`,
    kind === 'none' ? `there is nothing at \`${resolve(cwd, path)}\`` : undefined,
  );
}

/** Wildcards do not enter the folders that `walk` leaves out; a pattern that spells their name does. */
async function match(pattern: string, cwd: string): Promise<readonly string[]> {
  const spelled = new Set(pattern.split('/'));
  const pages = new Set<string>();
  const entries = glob(pattern, {
    cwd,
    withFileTypes: true,
    exclude: ({ name }) => isLeftOut(name) && !spelled.has(name),
  });
  for await (const entry of entries) {
    const absolute = join(entry.parentPath, entry.name);
    const path = isAbsolute(pattern) ? absolute : relative(cwd, absolute) || '.';
    const kind = await kindOf(absolute);
    if (kind === 'folder') for (const page of await walk(path, cwd)) pages.add(page);
    else if (kind === 'file' && path.endsWith('.md')) pages.add(path);
  }
  if (pages.size > 0) return [...pages].toSorted(byPath);
  throw new UserError(
    `Unexpected pattern \`${pattern}\` without a match, expected at least one \`.md\` file`,
    `it starts from \`${cwd}\``,
  );
}

function isLeftOut(folder: string): boolean {
  return (/^[_.]/.test(folder) && !/^\.+$/.test(folder)) || foreignFolders.has(folder);
}

async function walk(folder: string, cwd: string): Promise<string[]> {
  const pages: string[] = [];
  for (const entry of await readdir(resolve(cwd, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isLeftOut(entry.name)) {
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
