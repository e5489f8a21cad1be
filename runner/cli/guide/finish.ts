// How a guided run ended: for the screen, the journal, and the caller's script.
import type { RunbookReport, StepReport } from '../../model/report.ts';
import { count } from '../../report/format-time.ts';
import { safeLine } from '../../report/safe-lines.ts';
import { exitCodes } from '../exit-code.ts';
import type { GuideRequest } from './guide-request.ts';
import type { JournalWriter } from './journal-file.ts';
import type { GuideSession } from './session.ts';
import { wrapText } from './wrap-text.ts';

export interface GuideEnd {
  readonly session: GuideSession;
  readonly report: RunbookReport;
  readonly journal: JournalWriter;
  /** What the page says below its last step. */
  readonly epilogue: readonly string[];
}

/** Resolves to the exit code. */
export async function finishGuide(request: GuideRequest, end: GuideEnd): Promise<number> {
  const { session, report, journal } = end;
  const isGone = request.io.signal.aborted;
  const broken = report.steps.find(isBrokenFixture);
  if (session.leftAt !== undefined || isGone) {
    journal.write({ kind: 'ended', how: isGone ? 'interrupted' : 'quit' });
    journal.close();
    await tellHowToResume(request, session.leftAt, journal.path);
    return exitCodes.interrupted;
  }
  journal.write({ kind: 'ended', how: broken === undefined ? 'completed' : 'interrupted' });
  journal.close();
  if (broken !== undefined) {
    await request.terminal.print('The fixture could not be brought up; no step was asked for.\n');
    return exitCodes.error;
  }
  const epilogue = end.epilogue.length === 0 ? [] : [...end.epilogue, ''];
  await request.terminal.print(`${[...epilogue, ...summary(report, request)].join('\n')}\n`);
  return exitCodeOf(report);
}

function isBrokenFixture({ phase, outcome }: StepReport): boolean {
  return phase === 'fixture-setup' && (outcome === 'fail' || outcome === 'error');
}

async function tellHowToResume(
  { runbook, options, terminal }: GuideRequest,
  step: string | undefined,
  journal: string,
): Promise<void> {
  const where = step === undefined ? 'before the first step' : `at step \`${step}\``;
  const say = (text: string): readonly string[] => wrapText(text, terminal.columns);
  if (options.fixture === true) {
    const text = `Left ${where}. The fixture is down, so the next practice begins anew.`;
    await terminal.print(`\n${say(text).join('\n')}\n`);
    return;
  }
  const place = options.target === undefined ? '' : ` --target ${options.target}`;
  const file = options.journal === undefined ? '' : ` --journal ${journal}`;
  const hasTeardown = runbook.sections.some(
    ({ role, steps }) => role === 'teardown' && steps.length > 0,
  );
  const teardown = hasTeardown ? ' Teardown has not run.' : '';
  const lines = [
    '',
    ...say(`Left ${where}. What was done stays as it is.${teardown} To go on:`),
    '',
    `    runbook guide ${runbook.file}${place}${file} --resume`,
  ];
  await terminal.print(`${lines.join('\n')}\n`);
}

function summary({ steps, outcome }: RunbookReport, { terminal }: GuideRequest): readonly string[] {
  const own = steps.filter(({ phase }) => !phase.startsWith('fixture-'));
  const of = (wanted: StepReport['outcome'], words: string): readonly string[] => {
    const size = own.filter((step) => step.outcome === wanted).length;
    return size === 0 ? [] : [`${size} ${words}`];
  };
  const parts = [
    ...of('pass', 'held'),
    ...of('fail', 'did not hold'),
    ...of('error', 'could not be judged'),
    ...of('skip', 'skipped'),
  ];
  const bad = own
    .filter((step) => step.outcome === 'fail' || step.outcome === 'error')
    .map(({ id, reason = outcome }) => `• ${id}: ${safeLine(reason)}`);
  const lines = [`End of the page: of ${count(own.length, 'step')}, ${parts.join(', ')}.`, ...bad];
  return lines.flatMap((line) => wrapText(line, terminal.columns));
}

function exitCodeOf({ outcome }: RunbookReport): number {
  if (outcome === 'fail') return exitCodes.fail;
  return outcome === 'error' ? exitCodes.error : exitCodes.pass;
}
