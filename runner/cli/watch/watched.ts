// What a watch is about: the pages that its arguments lead to, what they depend on, and the folders of all of it.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isUserError } from '../../errors.ts';
import { resolveFixture } from '../../plan/resolve-fixture.ts';
import { collectFiles, collectFolders, type PageFile } from '../collect-files.ts';
import { configFileNames } from '../config.ts';
import type { OpenedPages } from '../open-pages.ts';

/** Absolute path → the pages that a change of it concerns. */
export type Dependents = ReadonlyMap<string, ReadonlySet<string> | 'all'>;

/** Arguments that lead nowhere just now are passed over: between two steps of a save a file may be gone. */
export function findPages(paths: readonly string[], cwd: string): readonly PageFile[] {
  const pages = paths.flatMap((path) => {
    try {
      return collectFiles([path], cwd);
    } catch (error) {
      if (isUserError(error)) return [];
      throw error;
    }
  });
  return [...new Map(pages.map((page) => [page.absolute, page])).values()];
}

/** Config files, one that is not there yet included. Absolute. */
export function configFiles(
  given: string | undefined,
  found: string | undefined,
  cwd: string,
): readonly string[] {
  if (given !== undefined) return [resolve(cwd, given)];
  const here = configFileNames.map((name) => join(cwd, name));
  return found === undefined ? here : [...new Set([found, ...here])];
}

/** The fixture of a page, and every place nearer to it where one of its name could appear. */
export async function findDependents(
  { pages }: OpenedPages,
  configs: readonly string[],
  cwd: string,
): Promise<Dependents> {
  const dependents = new Map<string, Set<string> | 'all'>();
  for (const { runbook: page } of pages) {
    const name = page.runbook?.fixture;
    if (name === undefined) continue;
    await resolveFixture(resolve(cwd, page.file), name, async (path) => {
      const known = dependents.get(path);
      if (known === undefined) dependents.set(path, new Set([page.file]));
      else if (known !== 'all') known.add(page.file);
      return existsSync(path) ? new Uint8Array() : undefined;
    });
  }
  for (const file of configs) dependents.set(file, 'all');
  return dependents;
}

/** Where something that matters can change. */
export function foldersToWatch(
  paths: readonly string[],
  files: Iterable<string>,
  cwd: string,
): ReadonlySet<string> {
  const folders = new Set(collectFolders(paths, cwd));
  for (const file of files) folders.add(nearestFolder(dirname(file)));
  return folders;
}

/** That a folder is made can be seen in the one above it. */
function nearestFolder(path: string): string {
  for (let folder = path; ; folder = dirname(folder))
    if (existsSync(folder) || dirname(folder) === folder) return folder;
}
