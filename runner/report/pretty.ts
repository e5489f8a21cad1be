// For people: one line a step as it ends, everything needed to understand one that did not pass, and a summary.
import pc from 'picocolors';
import type { RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunbookReport, RunReport, StepReport } from '../model/report.ts';
import type { Outcome } from '../model/verdict.ts';
import { count, formatTime } from './format-time.ts';
import type { ReportOptions } from './reporter.ts';
import { safeLine } from './safe-lines.ts';
import { formatTrouble } from './step-trouble.ts';

export async function* pretty(
  events: AsyncIterable<RunEvent>,
  options: ReportOptions,
): AsyncIterable<string> {
  const lines = new Lines(options);
  for await (const event of events) yield* lines.on(event);
  yield* lines.end();
}

type Paint = ReturnType<typeof pc.createColors>;

const marks: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', error: '!', skip: '-' };

/** Erases the line that the cursor is in. */
const erase = '\r\u001b[2K';

class Lines {
  readonly #paint: Paint;
  readonly #options: ReportOptions;
  #first = true;
  #live = false;
  #skipped: { readonly first?: StepReport; readonly last?: StepReport; readonly size: number } = {
    size: 0,
  };

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#paint = pc.createColors(options.color);
  }

  *on(event: RunEvent): Iterable<string> {
    if (event.kind === 'step-finished' && event.report.outcome === 'skip') {
      yield* this.#skip(event.report);
      return;
    }
    yield* this.end();
    switch (event.kind) {
      case 'run-started':
        return;
      case 'runbook-started':
        yield `${this.#clear()}${this.#title(event.plan)}\n`;
        return;
      case 'step-started':
        yield* this.#running(`${event.step.title} › ${event.step.id}`);
        return;
      case 'attempt-finished':
        if (event.reason === undefined) return;
        yield* this.#running(
          `${event.step.title} › ${event.step.id}  attempt ${event.attempt}: ${event.reason}`,
        );
        return;
      case 'step-finished':
        yield `${this.#clear()}${this.#step(event.report)}\n`;
        return;
      case 'runbook-retried':
        yield `${this.#clear()}${this.#retry(event)}\n`;
        return;
      case 'runbook-finished':
        yield `${this.#clear()}${this.#runbook(event.report)}`;
        return;
      case 'run-finished':
        yield `${this.#clear()}\n${this.#summary(event.report)}\n`;
        return;
    }
  }

  /** Prints what was held back. */
  *end(): Iterable<string> {
    const { first, last, size } = this.#skipped;
    this.#skipped = { size: 0 };
    if (first === undefined || last === undefined) return;
    const { dim } = this.#paint;
    const name = size === 1 ? this.#name(first) : `${this.#name(first)} … ${this.#name(last)}`;
    const many = size === 1 ? '' : ` ${count(size, 'step')}`;
    const reason = safeLine(first.reason ?? 'no reason given');
    yield `${this.#clear()}  ${this.#mark('skip')} ${name}  ${dim(`skipped${many}: ${reason}`)}\n`;
  }

  /** Steps in a row that are skipped for one reason are one line. */
  *#skip(report: StepReport): Iterable<string> {
    if (this.#skipped.first?.reason !== report.reason) yield* this.end();
    const { first = report, size } = this.#skipped;
    this.#skipped = { first, last: report, size: size + 1 };
  }

  #title({ runbook, fixture }: Plan): string {
    const gap = this.#first ? '' : '\n';
    this.#first = false;
    const { bold, dim } = this.#paint;
    const around = fixture === undefined ? '' : dim(`  with ${fixture.title}`);
    return `${gap}${bold(safeLine(runbook.title))}  ${dim(runbook.file)}${around}`;
  }

  #step(report: StepReport): string {
    const { dim } = this.#paint;
    const attempts =
      report.attempts.length > 1 ? `  ${count(report.attempts.length, 'attempt')}` : '';
    const end = dim(`${formatTime(report.durationMs)}${attempts}`);
    const line = `  ${this.#mark(report.outcome)} ${this.#name(report)}  ${end}`;
    return [line, ...formatTrouble(report, this.#paint)].join('\n');
  }

  #name(report: StepReport): string {
    const { dim } = this.#paint;
    const phase = report.phase === 'steps' ? '' : `${phaseNames[report.phase]}: `;
    return `${dim(phase)}${safeLine(report.title)} ${dim(`› ${report.id}`)}`;
  }

  #retry({ retry }: Extract<RunEvent, { kind: 'runbook-retried' }>): string {
    return `  ${this.#paint.yellow(`↻ did not pass, runs again (retry ${retry})`)}`;
  }

  /** Says only what its steps have not said. */
  #runbook(report: RunbookReport): string {
    if (report.flaky !== undefined) return this.#flaky(report.flaky);
    const said = report.steps.some(
      ({ outcome }) => outcome === report.outcome && (outcome === 'fail' || outcome === 'error'),
    );
    if (report.outcome === 'pass' || report.outcome === 'skip' || said) return '';
    return `  ${this.#mark(report.outcome)} ${safeLine(report.reason ?? 'the runbook did not pass')}\n`;
  }

  #flaky(runs: NonNullable<RunbookReport['flaky']>): string {
    const { yellow } = this.#paint;
    const lines = runs.map(({ outcome, reason }, index) =>
      safeLine(`run ${index + 1} ${outcome}: ${reason}`),
    );
    const first = yellow(`↻ flaky: passed only in run ${runs.length + 1}`);
    return `  ${first}\n${lines.map((line) => `    ${line}\n`).join('')}`;
  }

  #summary({ totals, outcome, durationMs, environment }: RunReport): string {
    const { bold, green, red, yellow, dim } = this.#paint;
    const counts = [
      totals.failed > 0 ? red(`${totals.failed} failed`) : '',
      totals.errored > 0 ? red(`${totals.errored} could not be judged`) : '',
      totals.skipped > 0 ? yellow(`${totals.skipped} skipped`) : '',
      totals.flaky > 0 ? yellow(`${totals.flaky} flaky`) : '',
      totals.passed > 0 ? green(`${totals.passed} passed`) : '',
    ].filter((text) => text !== '');
    const scope = `${count(totals.runbooks, 'runbook')}, ${count(totals.steps, 'step')}, ${count(totals.assertions, 'assertion')}`;
    const facts = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
    return [
      `${this.#mark(outcome)} ${bold(counts.length === 0 ? 'nothing ran' : counts.join(', '))}  ${dim(`${scope}, ${formatTime(durationMs)}`)}`,
      ...(facts.length === 0 ? [] : [dim(`  ${safeLine(facts.join(', '))}`)]),
    ].join('\n');
  }

  #mark(outcome: Outcome): string {
    const { green, red, yellow } = this.#paint;
    const tones = { pass: green, fail: red, error: red, skip: yellow } as const;
    return tones[outcome](marks[outcome]);
  }

  *#running(text: string): Iterable<string> {
    if (!this.#options.live) return;
    const room = Math.max(this.#options.columns - 5, 10);
    const line = safeLine(text).replaceAll('\t', ' ');
    const short = line.length > room ? `${line.slice(0, room - 1)}…` : line;
    const clear = this.#clear();
    this.#live = true;
    yield `${clear}  ${this.#paint.dim(`… ${short}`)}`;
  }

  #clear(): string {
    const needed = this.#live;
    this.#live = false;
    return needed ? erase : '';
  }
}

const phaseNames: Readonly<Record<StepReport['phase'], string>> = {
  'fixture-setup': 'fixture setup',
  steps: '',
  teardown: 'teardown',
  'fixture-teardown': 'fixture teardown',
};
