// Arguments to Markdown files: a file is itself, a folder is every `.md` below it, a pattern what it matches, in the order of their paths.
// Synchronous: a listing takes microseconds, and `node:fs/promises` a millisecond to load.
import { globSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/** Folders of this name hold other people's pages. Those that begin with `_` hold fixtures and drafts, with `.` tools' files. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules']);

export interface PageFile {
  /** As the caller gave it, the way down included. */
  readonly path: string;
  readonly absolute: string;
}

/** Each file once, even if two arguments lead to it. */
export function collectFiles(paths: readonly string[], cwd: string): readonly PageFile[] {
  const found = new Map<string, PageFile>();
  for (const given of paths) {
    for (const path of expand(given, cwd)) {
      const absolute = resolve(cwd, path);
      if (!found.has(absolute)) found.set(absolute, { path, absolute });
    }
  }
  return [...found.values()];
}

/** Absolute: the folders in which a page could appear that the arguments lead to. One that is not there yet is passed over. */
export function collectFolders(paths: readonly string[], cwd: string): readonly string[] {
  return paths.flatMap((path) => {
    const kind = kindOf(resolve(cwd, path));
    if (kind === 'folder') return walkFolders(resolve(cwd, path), new Set());
    const isPattern = kind === 'none' && isMagic(path);
    if (!isPattern) return [dirname(resolve(cwd, path))];
    const parts = path.split('/');
    const fixed = parts.slice(0, parts.findIndex(isMagic)).join('/');
    return walkFolders(resolve(cwd, path.startsWith('/') ? `/${fixed}` : fixed), new Set(parts));
  });
}

function isMagic(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

/** With itself. `spelled` are names that are entered although they would be left out. */
function walkFolders(folder: string, spelled: ReadonlySet<string>): string[] {
  if (kindOf(folder) !== 'folder') return [];
  const below = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && (!isLeftOut(entry.name) || spelled.has(entry.name)),
  );
  return [folder, ...below.flatMap(({ name }) => walkFolders(join(folder, name), spelled))];
}

function expand(path: string, cwd: string): readonly string[] {
  const kind = kindOf(resolve(cwd, path));
  if (kind === 'folder') return walk(path, cwd).toSorted(byPath);
  if (kind === 'file') return [path];
  // A file may be called `[slug].md`, so what exists is never a pattern.
  if (kind === 'none' && isMagic(path)) return match(path, cwd);
  throw new UserError(
    `Unexpected path \`${path}\`, expected a Markdown file, a folder or a pattern`,
    kind === 'none' ? `there is nothing at \`${resolve(cwd, path)}\`` : undefined,
  );
}

/** Wildcards do not enter the folders that `walk` leaves out; a pattern that spells their name does. */
function match(pattern: string, cwd: string): readonly string[] {
  const spelled = new Set(pattern.split('/'));
  const pages = new Set<string>();
  const exclude = ({ name }: { readonly name: string }): boolean =>
    isLeftOut(name) && !spelled.has(name);
  for (const entry of globSync(pattern, { cwd, withFileTypes: true, exclude })) {
    // Node asks `exclude` before it enters a folder, not before it gives it out.
    if (exclude(entry)) continue;
    const absolute = join(entry.parentPath, entry.name);
    const path = isAbsolute(pattern) ? absolute : relative(cwd, absolute) || '.';
    const kind = kindOf(absolute);
    if (kind === 'folder') for (const page of walk(path, cwd)) pages.add(page);
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

function walk(folder: string, cwd: string): string[] {
  const pages: string[] = [];
  for (const entry of readdirSync(resolve(cwd, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isLeftOut(entry.name)) {
        pages.push(...walk(path, cwd));
      }
    } else if (entry.name.endsWith('.md')) {
      // Links to folders are not followed: they may lead in circles.
      const isPage = entry.isFile() || kindOf(resolve(cwd, path)) === 'file';
      if (isPage) pages.push(path);
    }
  }
  return pages;
}

function kindOf(path: string): 'file' | 'folder' | 'other' | 'none' {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'other';
  } catch {
    return 'none';
  }
}

function byPath(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
