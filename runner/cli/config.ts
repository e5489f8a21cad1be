// `runbook.config.ts`: what a repository sets once for all its runbooks.
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.ts';
import type { RunbookConfig } from './config-schema.ts';

export interface LoadedConfig {
  readonly config: RunbookConfig;
  /** Absolute folder of the config file; the working directory if there is none. */
  readonly folder: string;
}

export const configFileName = 'runbook.config.ts';

/** `file` undefined: `runbook.config.ts` in the working directory, if it is there. */
export async function loadConfig(file: string | undefined, cwd: string): Promise<LoadedConfig> {
  const path = resolve(cwd, file ?? configFileName);
  const name = file ?? configFileName;
  if (!(await exists(path))) {
    if (file === undefined) return { config: {}, folder: cwd };
    throw new UserError(`Unexpected path \`${file}\` of \`--config\`, expected a config file`);
  }
  const { runbookConfigSchema } = await import('./config-schema.ts');
  const read = runbookConfigSchema.safeParse(await importConfig(path, name));
  if (read.success) return { config: read.data, folder: dirname(path) };
  const [issue] = read.error.issues;
  const at =
    issue === undefined || issue.path.length === 0 ? '' : ` at \`${issue.path.join('.')}\``;
  throw new UserError(
    `Unexpected \`config\` in \`${name}\`${at}: ${issue?.message ?? 'not a config'}`,
    'the keys are `path`, `env` and `template`',
  );
}

async function importConfig(path: string, name: string): Promise<unknown> {
  const module = await importModule(path, name);
  if ('config' in module) return module['config'];
  throw new UserError(
    `Unexpected \`${name}\` without \`config\`, expected \`export const config = {…}\``,
  );
}

async function importModule(path: string, name: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Unexpected error while loading \`${name}\`: ${reason}`, undefined, {
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
