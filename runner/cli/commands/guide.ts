// `runbook guide`: one person, one page, one step after the other.
import { UserError } from '../../errors.ts';
import { removeStaleRuns } from '../../execute/run-folder.ts';
import { exitCodes } from '../exit-code.ts';
import { guidePage } from '../guide/guide-page.ts';
import type { GuideCommandOptions } from '../guide/guide-request.ts';
import { LeftAtStart } from '../guide/questions.ts';
import { type Io, wantsColor } from '../io.ts';
import { type OpenedPages, onlyPage, openPages } from '../open-pages.ts';
import { printDiagnostics, summarize } from '../print-diagnostics.ts';

export async function guideCommand(
  path: string,
  options: GuideCommandOptions,
  io: Io,
): Promise<number> {
  refuseWithoutTerminal(path, io);
  refuseContradictions(options);
  const opened = await openPages([path], options, io);
  if (await refusePage(opened, io)) return exitCodes.usage;
  const { runbook, fixture } = onlyPage(opened, path);
  if (runbook.runbook === undefined) {
    throw new UserError(
      `Unexpected page \`${path}\` without a \`runbook:\` key, expected a runbook`,
      'nothing of a reference page or a fixture alone is ever run',
    );
  }
  await removeStaleRuns();
  const terminal = await io.stdin.openTerminal(io.signal);
  try {
    return await guidePage({ opened, runbook, fixture, options, terminal, io });
  } catch (error) {
    if (!(error instanceof LeftAtStart)) throw error;
    await terminal.print('Nothing was run.\n');
    return exitCodes.interrupted;
  }
}

function refuseWithoutTerminal(path: string, io: Io): void {
  if (io.stdin.isTerminal && io.stdout.isTerminal) return;
  const which = io.stdin.isTerminal ? 'output' : 'input';
  throw new UserError(
    `Unexpected ${which} that is no terminal, expected somebody who reads and answers: \`guide\` asks before each step`,
    `\`runbook run ${path}\` asks nothing`,
  );
}

function refuseContradictions({ fixture, target, resume }: GuideCommandOptions): void {
  if (fixture !== true) return;
  if (target !== undefined) {
    throw new UserError(
      `Unexpected \`--target ${target}\` with \`--fixture\`, expected one place to run on`,
    );
  }
  if (resume === true) {
    throw new UserError(
      'Unexpected `--resume` with `--fixture`: a fixture does not outlive its guide',
    );
  }
}

/** A page that is not understood whole leads nobody. What lint has to say is for its author, at another time. */
async function refusePage({ diagnostics, sources }: OpenedPages, io: Io): Promise<boolean> {
  const errors = diagnostics.filter(
    ({ severity, code }) => severity === 'error' && !code.startsWith('check/'),
  );
  if (errors.length === 0) return false;
  await printDiagnostics(errors, sources, { output: io.stderr, env: io.env });
  const summary = summarize(errors, sources.size, wantsColor(io.stderr, io.env));
  await io.stderr.write(`${summary}, nothing was run\n`);
  return true;
}
