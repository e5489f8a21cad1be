// `runbook update`: runs the pages and rewrites the samples that did not hold to what was observed.
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { removeStaleRuns } from '../../execute/run-folder.ts';
import type { Plan } from '../../model/plan.ts';
import { PageUpdate } from '../../update/page-update.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { type PrepareOptions, prepareRuns } from '../prepare-runs.ts';
import { type PageFile, readPageFile, refuseReadOnly, writePageFile } from '../update/page-file.ts';
import { formatPage, formatTotals, type PageOutcome } from '../update/print-update.ts';
import { runPage } from '../update/run-page.ts';
import { createUpdateTools } from '../update/update-tools.ts';

export interface UpdateCommandOptions extends PrepareOptions {
  /** Write first samples, too. Default false. */
  readonly add?: boolean;
  /** Write nothing, and end with 1 if something would change. Default false. */
  readonly check?: boolean;
  /** Write nothing. Default false. */
  readonly dryRun?: boolean;
}

export async function updateCommand(
  paths: readonly string[],
  options: UpdateCommandOptions,
  io: Io,
): Promise<number> {
  const isWriting = options.check !== true && options.dryRun !== true;
  const files = new Map<string, PageFile>();
  const prepared = await prepareRuns(paths, options, io, async (plans) => {
    for (const { runbook } of plans) {
      if (files.has(runbook.file)) continue;
      const absolute = resolve(io.cwd, runbook.file);
      const file = await readPageFile(runbook.file, absolute, runbook.sha256);
      if (isWriting) await refuseReadOnly(file);
      files.set(runbook.file, file);
    }
  });
  if (typeof prepared === 'number') return prepared;
  await removeStaleRuns();
  const color = wantsColor(io.stdout, io.env);
  const outcomes: PageOutcome[] = [];
  for (const file of files.values()) {
    if (io.signal.aborted) break;
    const plans = prepared.plans.filter(({ runbook }) => runbook.file === file.path);
    const outcome = await updatePage(file, plans, { options, env: prepared.env, isWriting }, io);
    outcomes.push(outcome);
    await io.stdout.write(formatPage(outcome, color));
  }
  await io.stdout.write(formatTotals(outcomes, { isWritten: isWriting, color }));
  return endOf(outcomes, options, io);
}

async function updatePage(
  file: PageFile,
  plans: readonly Plan[],
  how: {
    readonly options: UpdateCommandOptions;
    readonly env: Readonly<Record<string, string>>;
    readonly isWriting: boolean;
  },
  io: Io,
): Promise<PageOutcome> {
  const [plan] = plans;
  if (plan === undefined) throw new Error('a page is updated with at least one plan');
  const { step, add } = how.options;
  const tools = createUpdateTools(file.path);
  const runbook = tools.readPage(file.text);
  if (runbook === undefined)
    throw new UserError(
      `Unexpected change of \`${file.path}\`, expected the page that was checked`,
    );
  const update = new PageUpdate(file.text, runbook, tools, {
    ...(step !== undefined && { only: step }),
    ...(add !== undefined && { adds: add }),
  });
  const context = { env: how.env, signal: io.signal, onStep: () => undefined };
  const { refusal } = await runPage(plans, context, async ({ phase, masker, ...tried }) => {
    if (phase.kind.startsWith('fixture-')) return { verdict: tried.verdict };
    return await update.settle({ ...tried, findSecrets: (text) => masker.find(text) });
  });
  const outcome: PageOutcome = {
    path: file.path,
    before: file.text,
    after: update.text,
    rewritten: update.samplesRewritten,
    added: update.samplesAdded,
    decisions: update.decisions,
    hints: update.hints,
    outdated: [...update.outdated],
  };
  if (refusal !== undefined) return { ...outcome, refusal };
  const isChanged = outcome.after !== outcome.before;
  if (!how.isWriting || !isChanged || (await writePageFile(file, outcome.after))) return outcome;
  return { ...outcome, refusal: 'The file has changed since it was read; update it again' };
}

function endOf(outcomes: readonly PageOutcome[], { check }: UpdateCommandOptions, io: Io): number {
  if (io.signal.aborted) return exitCodes.interrupted;
  if (outcomes.some(({ refusal }) => refusal !== undefined)) return exitCodes.error;
  if (outcomes.some(({ decisions }) => decisions.length > 0)) return exitCodes.fail;
  const wouldChange = outcomes.some(({ before, after }) => before !== after);
  return check === true && wouldChange ? exitCodes.fail : exitCodes.pass;
}
