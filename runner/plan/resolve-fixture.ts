// Finds the fixture that a runbook names: the nearest `_fixtures/NAME.md` on the way up from the runbook's folder.
import { dirname, join } from 'node:path';

/** Undefined if there is no such file. Any other trouble is thrown. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

export type ResolvedFixture =
  | { readonly path: string; readonly text: Uint8Array }
  /** No file; `tried` holds every path that was looked at, nearest first. */
  | { readonly tried: readonly string[] };

/** `file` is absolute; the search ends at the root. */
export async function resolveFixture(
  file: string,
  name: string,
  readFile: ReadFile,
): Promise<ResolvedFixture> {
  const tried: string[] = [];
  for (const folder of foldersUpwards(dirname(file))) {
    const path = join(folder, '_fixtures', `${name}.md`);
    const text = await readFile(path);
    if (text !== undefined) return { path, text };
    tried.push(path);
  }
  return { tried };
}

function* foldersUpwards(start: string): Iterable<string> {
  let folder = start;
  for (;;) {
    yield folder;
    const above = dirname(folder);
    if (above === folder) return;
    folder = above;
  }
}
