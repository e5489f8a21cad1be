// Where a run took place, for its report. What cannot be found out is left out.
import { arch, release, type } from 'node:os';
import { findCommit } from './git-commit.ts';
import type { Io } from './io.ts';

/** The version of bash is told by the first shell that comes up. */
export function describeEnvironment(io: Io): Readonly<Record<string, string>> {
  const commit = findCommit(io.cwd);
  return {
    os: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    ...(commit && { commit }),
  };
}

/** Environment of every shell: the caller's, with what the config adds. */
export function shellEnvironment(
  env: Io['env'],
  added: { readonly path: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Record<string, string> {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const merged = { ...Object.fromEntries(own), ...added.env };
  const path = [...added.path, merged['PATH'] ?? ''].filter((folder) => folder !== '').join(':');
  return { ...merged, ...(path !== '' && { PATH: path }) };
}
