// `runbook list`: which pages there are, and which of them run.
import pc from 'picocolors';
import type { Runbook } from '../../model/runbook.ts';
import { branchesOf } from '../../plan/branches.ts';
import { count } from '../../report/format-time.ts';
import { safeLine } from '../../report/safe-lines.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { onlyTagged, openPages, type PageOptions } from '../open-pages.ts';

export interface ListCommandOptions extends PageOptions {
  readonly json: boolean;
}

interface ListedPage {
  readonly file: string;
  readonly title: string;
  readonly kind: 'runbook' | 'fixture' | 'reference';
  readonly steps: number;
  readonly risk?: string;
  readonly duration?: string;
  readonly alerts?: readonly string[];
  readonly fixture?: string;
  readonly tags?: readonly string[];
  /** Names; `runbook plan` shows their values. */
  readonly parameters?: readonly string[];
  readonly branches?: readonly string[];
  /** Diagnostics of severity error; a page with one does not run. */
  readonly errors: number;
}

export async function listCommand(
  paths: readonly string[],
  options: ListCommandOptions,
  io: Io,
): Promise<number> {
  const { pages, diagnostics } = onlyTagged(await openPages(paths, options, io), options);
  const listed = pages.map(({ runbook }) => {
    const own = diagnostics.filter(
      ({ file, severity }) => file === runbook.file && severity === 'error',
    );
    return describePage(runbook, own.length);
  });
  if (options.json) {
    await io.stdout.write(`${JSON.stringify({ schema: 1, pages: listed }, null, 2)}\n`);
    return exitCodes.pass;
  }
  for (const line of format(listed, wantsColor(io.stdout, io.env))) {
    await io.stdout.write(`${line}\n`);
  }
  return exitCodes.pass;
}

function describePage(page: Runbook, errors: number): ListedPage {
  const { runbook, fixture, file, title, sections } = page;
  const steps = sections.reduce((sum, section) => sum + section.steps.length, 0);
  if (runbook === undefined) {
    const kind = fixture === undefined ? 'reference' : 'fixture';
    return { file, title, kind, steps, errors };
  }
  return {
    file,
    title,
    kind: 'runbook',
    steps,
    risk: runbook.risk,
    duration: runbook.duration,
    alerts: runbook.alerts,
    ...(runbook.fixture !== undefined && { fixture: runbook.fixture }),
    tags: runbook.tags,
    parameters: runbook.parameters.map(({ name }) => name),
    branches: branchesOf(page),
    errors,
  };
}

function named(word: string, names: readonly string[] = [], words = `${word}s`): string {
  return names.length === 0 ? '' : `${names.length === 1 ? word : words} ${names.join(' ')}`;
}

function format(pages: readonly ListedPage[], color: boolean): readonly string[] {
  const { bold, dim, red } = pc.createColors(color);
  const width = Math.max(...pages.map(({ file }) => file.length), 0);
  const lines = pages.map((page) => {
    const facts = [
      page.kind === 'reference' ? '' : count(page.steps, 'step'),
      page.risk === undefined ? '' : `${page.risk} risk`,
      page.duration ?? '',
      page.fixture === undefined ? '' : `on ${page.fixture}`,
      ...(page.alerts ?? []),
      ...(page.tags ?? []).map((tag) => `#${tag}`),
      named('parameter', page.parameters),
      named('branch', page.branches, 'branches'),
    ].filter((fact) => fact !== '');
    const errors = page.errors > 0 ? `  ${red(count(page.errors, 'error'))}` : '';
    const name = `${page.kind.padEnd(9)}  ${page.file.padEnd(width)}  ${bold(safeLine(page.title))}`;
    return `${name}${facts.length === 0 ? '' : `  ${dim(facts.join(', '))}`}${errors}`;
  });
  const runbooks = pages.filter(({ kind }) => kind === 'runbook');
  const steps = runbooks.reduce((sum, page) => sum + page.steps, 0);
  const total = `${count(runbooks.length, 'runbook')} with ${count(steps, 'step')} in ${count(pages.length, 'page')}`;
  return [...lines, dim(total)];
}
