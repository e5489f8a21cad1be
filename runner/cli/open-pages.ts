// What all commands begin with: config, files, pages.
import { UserError } from '../errors.ts';
import { collectFiles } from './collect-files.ts';
import { type LoadedConfig, loadConfig } from './config.ts';
import type { Io } from './io.ts';
import { type LoadedPages, loadPages } from './load-pages.ts';
import { select, tagFilter } from './select.ts';

export interface PageOptions {
  /** From `--config`. */
  readonly config?: string;
  /** Another one loads the config anew in the same process. */
  readonly configVersion?: string;
  /** From `--tag`, for the commands that have it. */
  readonly tag?: readonly string[];
}

export interface OpenedPages extends LoadedPages {
  readonly settings: LoadedConfig;
}

export async function openPages(
  paths: readonly string[],
  options: PageOptions,
  io: Io,
): Promise<OpenedPages> {
  const settings = await loadConfig(options.config, io.cwd, options.configVersion);
  const files = collectFiles(paths, io.cwd);
  const template = settings.config.template?.map((section) =>
    typeof section === 'string' ? { title: section } : section,
  );
  const alerts = await knownAlerts(settings);
  const pages = await loadPages(files, {
    cwd: io.cwd,
    env: io.env,
    ...(template && { template }),
    ...(alerts && { alerts }),
  });
  return { settings, ...pages };
}

async function knownAlerts({
  config,
  folder,
}: LoadedConfig): Promise<ReadonlySet<string> | undefined> {
  if (config.alerts === undefined) return undefined;
  const { readAlertNames } = await import('./alert-rules.ts');
  return readAlertNames(config.alerts, folder);
}

/** Without the pages that `--tag` leaves out, and what belongs to them. Fixtures and reference pages have no tags. */
export function onlyTagged(opened: OpenedPages, { tag }: PageOptions): OpenedPages {
  if (tag === undefined) return opened;
  const pages = select(
    opened.pages,
    [tagFilter(tag, opened.pages, ({ runbook }) => runbook.runbook?.tags ?? [])],
    'page',
  );
  const files = new Set(pages.flatMap(({ runbook, fixture }) => [runbook.file, fixture?.file]));
  return {
    ...opened,
    pages,
    diagnostics: opened.diagnostics.filter(({ file }) => files.has(file)),
    sources: new Map([...opened.sources].filter(([file]) => files.has(file))),
  };
}

/** For the commands that need one page of a certain kind. */
export function onlyPage(opened: OpenedPages, path: string): OpenedPages['pages'][number] {
  const [page] = opened.pages;
  if (page !== undefined && opened.pages.length === 1) return page;
  throw new UserError(`Unexpected folder \`${path}\`, expected one Markdown file`);
}
