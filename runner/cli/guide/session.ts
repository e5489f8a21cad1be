// Leads one person through one page. Decides nothing by itself: every step runs because somebody said so.
import { type Look, outputLines, stepLines } from '../../guide/screens.ts';
import { shortenOutput } from '../../guide/shorten.ts';
import type { LeadDecision, RanStep, Turn } from '../../lead.ts';
import type { RunEvent } from '../../model/event.ts';
import type { StepReport } from '../../model/report.ts';
import type { Step } from '../../model/runbook.ts';
import { formatTime } from '../../report/format-time.ts';
import { formatTrouble } from '../../report/step-trouble.ts';
import { Dialogue } from './dialogue.ts';
import { LiveLine } from './live-line.ts';
import type { SessionOptions } from './session-options.ts';

type AfterRun = 'retry' | 'leave' | 'quit';

export class GuideSession {
  readonly #options: SessionOptions;
  readonly #dialogue: Dialogue;
  #isUnderWay = false;
  #live: LiveLine | undefined;
  /** Present: the person left, and at which step. */
  leftAt: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#dialogue = new Dialogue(options);
  }

  /** One step's turn, from its prose to a decision about what comes next. */
  readonly lead = async (turn: Turn): Promise<LeadDecision> => {
    const { step } = turn;
    if (this.leftAt !== undefined) return { kind: 'stop', reason: 'Left before it' };
    if (this.#options.signal.aborted) return this.#leave(step);
    if (this.#isBeforeStart(step)) return { kind: 'skip', reason: 'Above the first step' };
    const sectionReason = this.#dialogue.sectionReason(step);
    if (sectionReason !== undefined) {
      this.#decide(step, 'skip', sectionReason);
      return { kind: 'skip', reason: sectionReason };
    }
    if (!(await this.#isReady(step))) return this.#leave(step);
    await this.#present(step);
    if (step.skipReason !== undefined) {
      await this.#say(`The page leaves this step out: ${step.skipReason}`, '');
      this.#decide(step, 'skip', step.skipReason);
      return { kind: 'skip', reason: step.skipReason };
    }
    return await this.#untilDecided(turn);
  };

  /** What happens while a step runs, and around the page. */
  readonly onEvent = (event: RunEvent): void => {
    const { colors } = this.#options.look();
    if (event.kind === 'attempt-finished' && event.reason !== undefined) {
      this.#live?.note(`attempt ${event.attempt}: ${event.reason}`);
    }
    if (event.kind === 'step-revised') this.#revise(event.report);
    if (event.kind !== 'step-finished' || !event.report.phase.startsWith('fixture-')) return;
    const { report } = event;
    const isUp = report.phase === 'fixture-setup' ? 'fixture' : 'fixture, taken down';
    const line = `${mark(report, colors)} ${colors.dim(`${isUp}: ${report.title}, ${formatTime(report.durationMs)}`)}`;
    void this.#say(line, ...formatTrouble(report, colors));
  };

  /** What a step put into the background has ended badly: the screen and the journal had it that it holds. */
  #revise(report: StepReport): void {
    const step = this.#options.steps.find(({ id }) => id === report.id);
    if (step === undefined) return;
    const { colors } = this.#options.look();
    this.#options.journal.write({ kind: 'finished', ...this.#facts(step, report) });
    this.#dialogue.unproved.push(`${step.id}: ${report.reason ?? report.outcome}`);
    const line = `${mark(report, colors)} ${step.id} does not hold after all`;
    const trouble = formatTrouble(report, colors).map((text) => `  ${text}`.trimEnd());
    void this.#say(line, ...trouble, '');
  }

  /** Before the first step: what those above it would have set. */
  async #isReady(step: Step): Promise<boolean> {
    const { startAt, asksAbove } = this.#options;
    if (this.#isUnderWay || startAt === undefined || !asksAbove) return true;
    return await this.#dialogue.askForCapturesAbove(step);
  }

  async #untilDecided(turn: Turn): Promise<LeadDecision> {
    const { step } = turn;
    let choice: 'run' | 'retry' = 'run';
    for (;;) {
      const gate = await this.#dialogue.mayRun(step, choice === 'retry');
      if (gate.kind === 'quit') return this.#leave(step);
      if (gate.kind === 'skip') {
        this.#decide(step, 'skip', gate.reason);
        return { kind: 'skip', reason: gate.reason };
      }
      const { report } = await this.#run(turn, choice);
      if (this.#options.signal.aborted) return this.#leave(step);
      if (report.outcome === 'pass') return { kind: 'go-on' };
      const after = await this.#afterFailure(step, report);
      if (after === 'quit') return this.#leave(step);
      if (after === 'leave') return { kind: 'go-on' };
      choice = 'retry';
    }
  }

  async #present(step: Step): Promise<void> {
    const { steps, usualMs } = this.#options;
    const look = this.#options.look();
    const prose = this.#options.prose(look);
    const { line } = step.span;
    const isFirst = !this.#isUnderWay && this.#options.startAt !== undefined;
    const text = isFirst ? prose.directlyBefore(line) : prose.before(line);
    this.#isUnderWay = true;
    const usual = usualMs(step);
    const card = stepLines(
      {
        step,
        number: steps.indexOf(step) + 1,
        of: steps.length,
        ...(usual !== undefined && { usually: formatTime(usual) }),
        notes: notesOf(step),
      },
      look,
    );
    await this.#say(...text, ...(text.length === 0 ? [] : ['']), ...card, '');
  }

  async #run({ step, run }: Turn, choice: 'run' | 'retry'): Promise<RanStep> {
    const { terminal, variables, journal, isLive } = this.#options;
    this.#decide(step, choice);
    const stop = new AbortController();
    const { colors } = this.#options.look();
    const live = new LiveLine(terminal, { isLive, dim: colors.dim });
    this.#live = live;
    const ran = await terminal.duringWork(
      () => run({ variables: variables.takePending(), signal: stop.signal }),
      () => stop.abort(),
    );
    live.end();
    this.#live = undefined;
    const { report, captured } = ran;
    this.#dialogue.output = report;
    for (const [name, value] of Object.entries(captured)) variables.note(name, value, 'capture');
    journal.write({ kind: 'finished', ...this.#facts(step, report) });
    await this.#tell(step, ran);
    return ran;
  }

  #facts(step: Step, report: StepReport) {
    const { mask } = this.#options;
    const { id, title, risk, code } = step;
    const { outcome, reason, durationMs, stdout = '', stderr = '' } = report;
    return {
      step: id,
      line: step.span.line,
      title,
      risk,
      code,
      outcome,
      ...(reason !== undefined && { reason: mask(reason) }),
      durationMs: Math.round(durationMs),
      stdout: shortenOutput(mask(stdout)),
      stderr: shortenOutput(mask(stderr)),
    };
  }

  /** The verdict, and everything that a person needs to see of it. */
  async #tell(step: Step, { report, captured, isShellLost }: RanStep): Promise<void> {
    const look = this.#options.look();
    const { colors } = look;
    const verdict = `${mark(report, colors)} ${verdicts[report.outcome]}  ${colors.dim(formatTime(report.durationMs))}`;
    const { code: _shownAlready, ...rest } = report;
    const details =
      report.outcome === 'pass'
        ? outputLines(report.stdout ?? '', report.stderr ?? '', look)
        : formatTrouble(rest, colors).map((line) => `  ${line}`.trimEnd());
    const { variables } = this.#options;
    const names = Object.entries(captured).map(
      ([name, value]) => `    ${name} = ${variables.shown(name, value)}`,
    );
    await this.#say(verdict, ...details, ...names, '');
    if (isShellLost) await this.#say(...this.#dialogue.wrapped(lostShell), '');
    if (report.outcome === 'pass') return;
    await this.#dialogue.tellFailure(step);
  }

  async #afterFailure(step: Step, report: StepReport): Promise<AfterRun> {
    const answer = await this.#dialogue.afterFailure(step);
    if (answer.kind === 'leave') {
      this.#decide(step, 'leave', answer.reason);
      this.#dialogue.unproved.push(`${step.id}: ${report.reason ?? report.outcome}`);
    }
    return answer.kind;
  }

  #isBeforeStart(step: Step): boolean {
    const { steps, startAt } = this.#options;
    if (startAt === undefined) return false;
    return steps.indexOf(step) < steps.findIndex(({ id }) => id === startAt);
  }

  #leave(step: Step): LeadDecision {
    this.leftAt = step.id;
    if (!this.#options.signal.aborted) this.#decide(step, 'quit');
    return { kind: 'stop', reason: 'Left before it' };
  }

  #decide(step: Step, choice: 'run' | 'retry' | 'skip' | 'leave' | 'quit', reason?: string): void {
    const { journal, mask } = this.#options;
    const why = reason === undefined ? {} : { reason: mask(reason) };
    journal.write({ kind: 'decided', step: step.id, line: step.span.line, choice, ...why });
  }

  async #say(...lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.#options.terminal.print(`${lines.join('\n')}\n`);
  }
}

const lostShell =
  'The shell of this step is gone. The next step gets a new one: variables that are named on this page are set in it, its directory is the first one, and functions and background jobs are not there.';

const verdicts = {
  pass: 'holds',
  fail: 'does not hold',
  error: 'cannot be judged',
  skip: 'skipped',
} as const;

function mark({ outcome }: StepReport, colors: Look['colors']): string {
  if (outcome === 'pass') return colors.green('✓');
  return outcome === 'skip' ? colors.yellow('-') : colors.red(outcome === 'fail' ? '✗' : '!');
}

function notesOf(step: Step): readonly string[] {
  if (step.background !== undefined) return ['runs in the background'];
  if (step.stays !== undefined) return [`must hold for ${formatTime(step.stays.forMs)}`];
  if (step.eventually === undefined) return [];
  return [`repeated until it holds, at most ${formatTime(step.eventually.withinMs)}`];
}
