// What all commands begin with: config, files, pages.
import { UserError } from '../errors.ts';
import { collectFiles } from './collect-files.ts';
import { type LoadedConfig, loadConfig } from './config.ts';
import type { Io } from './io.ts';
import { type LoadedPages, loadPages } from './load-pages.ts';

export interface PageOptions {
  /** From `--config`. */
  readonly config?: string;
}

export interface OpenedPages extends LoadedPages {
  readonly settings: LoadedConfig;
}

export async function openPages(
  paths: readonly string[],
  options: PageOptions,
  io: Io,
): Promise<OpenedPages> {
  const settings = await loadConfig(options.config, io.cwd);
  const files = await collectFiles(paths, io.cwd);
  const template = settings.config.template?.map((section) =>
    typeof section === 'string' ? { title: section } : section,
  );
  const pages = await loadPages(files, { cwd: io.cwd, env: io.env, ...(template && { template }) });
  return { settings, ...pages };
}

/** For the commands that need one page of a certain kind. */
export function onlyPage(opened: OpenedPages, path: string): OpenedPages['pages'][number] {
  const [page] = opened.pages;
  if (page !== undefined && opened.pages.length === 1) return page;
  throw new UserError(`Unexpected folder \`${path}\`, expected one Markdown file`);
}
