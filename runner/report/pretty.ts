// For people: one line a step as it ends, everything needed to understand one that did not pass, and a summary.
import pc from 'picocolors';
import type { RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { RunbookReport, StepReport } from '../model/report.ts';
import { count, formatTime } from './format-time.ts';
import {
  flakyLines,
  hasOwnTrouble,
  oneLine,
  phaseName,
  runbookName,
  surroundings,
} from './name.ts';
import type { ReportOptions } from './reporter.ts';
import { safeLine } from './safe-lines.ts';
import { formatTrouble, type Paint } from './step-trouble.ts';
import { formatSummary, mark } from './summary.ts';

export async function* pretty(
  events: AsyncIterable<RunEvent>,
  options: ReportOptions,
): AsyncIterable<string> {
  const lines = new Lines(options);
  for await (const event of events) yield* lines.on(event);
  yield* lines.end();
}

/** Erases the line that the cursor is in. */
const erase = '\r\u001b[2K';

class Lines {
  readonly #paint: Paint;
  readonly #options: ReportOptions;
  #first = true;
  /** What comes next begins below an empty line. */
  #gap = false;
  #live = false;
  /** Of the whole run. */
  #steps = 0;
  #finished = 0;
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
        this.#steps = event.steps;
        return;
      case 'runbook-started':
        this.#gap = !this.#first;
        this.#first = false;
        yield this.#print(this.#title(event.plan));
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
        this.#finished++;
        yield* this.#step(event.report);
        return;
      case 'step-revised':
        yield* this.#step(event.report, 'after all');
        return;
      case 'runbook-retried':
        this.#finished -= event.report.steps.length;
        yield this.#print(
          `  ${this.#paint.yellow(`↻ did not pass, runs again (retry ${event.retry})`)}`,
        );
        return;
      case 'runbook-finished':
        yield* this.#runbook(event.report).map((line) => this.#print(line));
        return;
      case 'run-finished':
        this.#gap = true;
        yield this.#print(formatSummary(event.report, this.#paint, this.#room(0)));
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
    yield this.#print(
      `  ${mark('skip', this.#paint)} ${name}  ${dim(`skipped${many}: ${reason}`)}`,
    );
  }

  /** Steps in a row that are skipped for one reason are one line. */
  *#skip(report: StepReport): Iterable<string> {
    if (this.#skipped.first?.reason !== report.reason) yield* this.end();
    const { first = report, size } = this.#skipped;
    this.#skipped = { first, last: report, size: size + 1 };
    this.#finished++;
  }

  #title(plan: Plan): string {
    const { bold, dim } = this.#paint;
    const around = surroundings(plan);
    const name = runbookName(plan.runbook.title, plan.branch);
    return `${bold(name)}  ${dim(plan.runbook.file)}${around === undefined ? '' : dim(`  ${around}`)}`;
  }

  *#step(report: StepReport, note?: string): Iterable<string> {
    const { dim } = this.#paint;
    const attempts =
      report.attempts.length > 1 ? `  ${count(report.attempts.length, 'attempt')}` : '';
    const end = dim(note ?? `${formatTime(report.durationMs)}${attempts}`);
    const trouble = formatTrouble(report, this.#paint, this.#room(4)).map((text) =>
      `    ${text}`.trimEnd(),
    );
    const line = `  ${mark(report.outcome, this.#paint)} ${this.#name(report)}  ${end}`;
    yield this.#print([line, ...trouble].join('\n'));
    // The next step must not look like a part of this.
    this.#gap = trouble.length > 0;
  }

  #name(report: StepReport): string {
    const { dim } = this.#paint;
    return `${dim(phaseName(report))}${oneLine(report.title)} ${dim(`› ${report.id}`)}`;
  }

  /** Says only what its steps have not said. */
  #runbook(report: RunbookReport): readonly string[] {
    const [first, ...runs] = flakyLines(report);
    const flaky =
      first === undefined
        ? []
        : [`  ${this.#paint.yellow(`↻ ${first}`)}`, ...runs.map((run) => `    ${run}`)];
    if (!hasOwnTrouble(report)) return flaky;
    const reason = safeLine(report.reason ?? 'the runbook did not pass');
    return [...flaky, `  ${mark(report.outcome, this.#paint)} ${reason}`];
  }

  *#running(text: string): Iterable<string> {
    if (!this.#options.live) return;
    const done = this.#steps > 0 ? `${this.#finished + 1}/${this.#steps} ` : '';
    const line = safeLine(`${done}${text}`).replaceAll('\t', ' ');
    const short = fitTo(line, Math.max(this.#options.columns - 5, 10));
    const shown = `${this.#clear()}${this.#takeGap()}  ${this.#paint.dim(`… ${short}`)}`;
    this.#live = true;
    yield shown;
  }

  /** Characters for a sentence: a log that nobody looks at through a window has no edge. */
  #room(indent: number): number {
    return this.#options.live
      ? Math.max(this.#options.columns - indent, 40)
      : Number.POSITIVE_INFINITY;
  }

  /** Whole lines, below what was printed so far. */
  #print(text: string): string {
    return `${this.#clear()}${this.#takeGap()}${text}\n`;
  }

  #takeGap(): string {
    const gap = this.#gap ? '\n' : '';
    this.#gap = false;
    return gap;
  }

  #clear(): string {
    const needed = this.#live;
    this.#live = false;
    return needed ? erase : '';
  }
}

/** A line that fits: a longer one would wrap, and only its last row could be taken away again. */
function fitTo(line: string, room: number): string {
  let width = 0;
  let kept = '';
  for (const character of line) {
    width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
    if (width > room) return `${kept.slice(0, -1)}…`;
    kept += character;
  }
  return kept;
}

/** East Asian characters and pictures take two columns. To take a few narrow ones for wide does no harm. */
function isWide(code: number): boolean {
  return code >= 0x2e80 || (code >= 0x1100 && code < 0x1160);
}
