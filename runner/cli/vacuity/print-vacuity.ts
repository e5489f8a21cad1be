// What an examination found, for people: a line a run as it ends, then each assertion that cannot fail with its place on
// the page, what could not be examined, and the ledger.
import pc from 'picocolors';
import type { Plan } from '../../model/plan.ts';
import { formatFrame } from '../../report/code-frame.ts';
import { count, formatTime } from '../../report/format-time.ts';
import { runbookName, surroundings } from '../../report/name.ts';
import { safeLine } from '../../report/safe-lines.ts';
import { shortenLine } from '../../report/shorten.ts';
import type { VacuityAssertion, VacuityDocument } from '../../report/vacuity-schema.ts';
import type { RunTally } from './examine-run.ts';

/** Lines of one kind; further ones are counted. */
const listed = 20;

export function formatRun(plan: Plan, tally: RunTally, color: boolean): string {
  const { bold, dim, green, red, yellow } = pc.createColors(color);
  const mark = tally.vacuous > 0 ? red('✗') : tally['not-examined'] > 0 ? yellow('!') : green('✓');
  const said = [
    tally.vacuous > 0 ? red(`${tally.vacuous} vacuous`) : '',
    tally['not-examined'] > 0 ? yellow(`${tally['not-examined']} not examined`) : '',
    `${count(tally['can-fail'], 'assertion')} can fail`,
  ].filter((text) => text !== '');
  const around = surroundings(plan);
  const where = [plan.runbook.file, ...(around === undefined ? [] : [around])].join('  ');
  return `${mark} ${bold(runbookName(plan.runbook.title, plan.branch))}  ${dim(where)}  ${said.join(', ')}\n`;
}

/** `sources`: the pages, by their files. */
export function formatFindings(
  document: VacuityDocument,
  sources: ReadonlyMap<string, string>,
  color: boolean,
): string {
  const vacuous = document.assertions.filter(({ result }) => result === 'vacuous');
  const unknown = document.assertions.filter(({ result }) => result === 'not-examined');
  const blocks = [
    ...vacuous.map((one) => formatVacuous(one, sources.get(one.file) ?? '', color)),
    ...formatUnknown(unknown, color),
    formatLedger(document, color),
  ];
  return `\n${blocks.join('\n\n')}\n`;
}

function formatVacuous(assertion: VacuityAssertion, source: string, color: boolean): string {
  const { bold, cyan, dim, red } = pc.createColors(color);
  const { file, span, step, reason = '', hint = '' } = assertion;
  const message = `Unexpected assertion that cannot fail: ${reason}`;
  return [
    `${bold(`${file}:${span.line}:${span.column}`)} ${red('vacuous')} ${safeLine(message)}  ${dim(step)}`,
    ...formatFrame({ span }, source, { tone: red, dim }),
    `  ${cyan('hint:')} ${safeLine(hint)}`,
  ].join('\n');
}

/** A step that did not pass leaves all its assertions open, for one reason. */
function formatUnknown(assertions: readonly VacuityAssertion[], color: boolean): readonly string[] {
  const { cyan, yellow } = pc.createColors(color);
  const groups = new Map<string, VacuityAssertion[]>();
  for (const one of assertions) {
    const key = [one.file, one.step, one.reason].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines = [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { file, span, step, reason = '' } = first;
    const many = count(more.length + 1, 'assertion');
    return `${yellow('not examined')}  ${cyan(`${file}:${span.line}`)} ${step}  ${many}: ${shortenLine(safeLine(reason))}`;
  });
  const rest = lines.length - listed;
  const shown = rest > 0 ? [...lines.slice(0, listed), `… ${rest} more`] : lines;
  return shown.length === 0 ? [] : [shown.join('\n')];
}

function formatLedger(
  { totals, outcome, durationMs, runbooks }: VacuityDocument,
  color: boolean,
): string {
  const { bold, dim, green, red, yellow } = pc.createColors(color);
  const { vacuous, notExamined, canFail } = totals;
  const mark = { pass: green('✓'), fail: red('✗'), error: yellow('!') }[outcome];
  const said = [
    vacuous > 0 ? red(`${vacuous} vacuous`) : '',
    notExamined > 0 ? yellow(`${notExamined} not examined`) : '',
    canFail > 0 ? green(`${canFail} can fail`) : '',
  ].filter((text) => text !== '');
  const scope = `${count(totals.runbooks, 'runbook')}, ${count(totals.steps, 'step')}, ${count(totals.assertions, 'assertion')}, ${formatTime(durationMs)}`;
  const bad = [
    ...new Set(
      runbooks.flatMap((run) =>
        run.outcome === 'fail' || run.outcome === 'error' ? run.file : [],
      ),
    ),
  ];
  const page = bad.length === 1 ? safeLine(bad[0] ?? '') : 'FILE';
  return [
    `${mark} ${bold(said.length === 0 ? 'nothing was examined' : said.join(', '))}  ${dim(scope)}`,
    ...(bad.length === 0 ? [] : ['', dim(`next: \`runbook run ${page}\` shows what did not pass`)]),
  ].join('\n');
}
