// `runbook.config.ts`: what a repository sets once for all its runbooks.
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.ts';
import type { RunbookConfig } from './runbook-config.ts';

export interface LoadedConfig {
  readonly config: RunbookConfig;
  /** Absolute folder of the config file; the working directory if there is none. */
  readonly folder: string;
  /** Absolute. Absent: there is no config file. */
  readonly file?: string;
}

/** At most one of them may stand in a folder. */
export const configFileNames = ['.ts', '.mts', '.js', '.mjs'].map(
  (extension) => `runbook.config${extension}`,
);

/**
 * `file` undefined: the config file in the working directory, or in the nearest folder above it that has one, up to the
 * root of the repository (the folder with `.git`). Outside of a repository only the working directory counts: nobody's
 * code is run because it lies in a folder above.
 * `version`: another one loads the file anew in the same process.
 */
export async function loadConfig(
  file: string | undefined,
  cwd: string,
  version?: string,
): Promise<LoadedConfig> {
  const path = file === undefined ? findConfig(cwd) : resolve(cwd, file);
  if (path === undefined) return { config: {}, folder: cwd };
  if (file !== undefined && !existsSync(path))
    throw new UserError(`Unexpected path \`${file}\` of \`--config\`, expected a config file`);
  const name = file ?? relative(cwd, path);
  const { runbookConfigSchema } = await import('./config-schema.ts');
  const read = runbookConfigSchema.safeParse(await importConfig(path, name, version));
  if (!read.success) {
    const { describeIssues } = await import('./config-issues.ts');
    throw new UserError(describeIssues(read.error.issues, name));
  }
  return { config: read.data, folder: dirname(path), file: path };
}

/** Absolute. Undefined: there is none. */
export function findConfig(cwd: string): string | undefined {
  for (const folder of searchedFolders(cwd)) {
    const found: string[] = [];
    for (const name of configFileNames) if (existsSync(join(folder, name))) found.push(name);
    const [first, second] = found;
    if (second !== undefined) {
      throw new UserError(
        `Unexpected \`${second}\` beside \`${first}\` in \`${folder}\`, expected one config file`,
        'delete one, or name one with `--config`',
      );
    }
    if (first !== undefined) return join(folder, first);
  }
  return undefined;
}

function searchedFolders(cwd: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

async function importConfig(
  path: string,
  name: string,
  version: string | undefined,
): Promise<unknown> {
  const module = await importModule(path, name, version);
  if ('config' in module) return module['config'];
  throw new UserError(
    `Unexpected \`${name}\` without \`config\`, expected \`export const config = {…}\``,
    'default' in module ? 'it has a default export: give it the name `config`' : undefined,
  );
}

async function importModule(
  path: string,
  name: string,
  version: string | undefined,
): Promise<Record<string, unknown>> {
  const url = pathToFileURL(path);
  if (version !== undefined) url.searchParams.set('version', version);
  try {
    return (await import(url.href)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `Unexpected error while loading \`${name}\`: ${reason}`,
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? 'this Node reads no TypeScript: use Node 22.18 or later, or call it `runbook.config.mjs`'
        : undefined,
      { cause: error },
    );
  }
}
