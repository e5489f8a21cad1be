// One runbook from its plan to its report: fixture up, steps, teardown, fixture down, nothing left.
import { BackgroundJobs } from './background-jobs.ts';
import { estimateOfRun } from './estimate.ts';
import type { RunbookLimit } from './execute/attempt-limit.ts';
import { endEscapedProcesses, noteBystanders } from './execute/escaped-processes.ts';
import { executeStep } from './execute/execute-step.ts';
import { createRunFolder, type RunFolder, removeRunFolder } from './execute/run-folder.ts';
import type { Session } from './execute/session.ts';
import { type Lead, leadThrough, type RanStep, type RunStepOptions } from './lead.ts';
import { maskPlan, maskRunbookReport, maskStepReport, maskValues } from './mask/mask-report.ts';
import { isTeardown, type Plan, type PlannedPhase } from './model/plan.ts';
import type { RunbookReport, StepReport } from './model/report.ts';
import type { Step } from './model/runbook.ts';
import type { RunbookContext, RunbookResult } from './run-context.ts';
import { firstReason, isBad, outcomeOf, reasonToSkip } from './run-outcome.ts';
import { RunSessions } from './run-sessions.ts';
import { RunValues } from './run-values.ts';
import { LastAttempts, type Settled } from './settle.ts';
import { reportExecution, reportNotRun } from './step-report.ts';

export async function runPlan(plan: Plan, context: RunbookContext): Promise<RunbookResult> {
  const folder = createRunFolder();
  const run = new RunbookRun(plan, context, folder);
  try {
    return await run.run();
  } finally {
    await run.close();
    removeRunFolder(folder);
  }
}

class RunbookRun {
  readonly #plan: Plan;
  readonly #context: RunbookContext;
  readonly #folder: RunFolder;
  readonly #reports: StepReport[] = [];
  readonly #values: RunValues;
  readonly #jobs = new BackgroundJobs();
  readonly #sessions: RunSessions;
  #fixtureFacts: Readonly<Record<string, string>> = {};
  #hasSetUpStarted = false;
  readonly #bystanders = noteBystanders();

  constructor(plan: Plan, context: RunbookContext, folder: RunFolder) {
    this.#plan = plan;
    this.#context = context;
    this.#folder = folder;
    this.#values = new RunValues(plan, context.env);
    const run = { plan, context, folder, values: this.#values, jobs: this.#jobs };
    this.#sessions = new RunSessions(run);
  }

  async run(): Promise<RunbookResult> {
    const startedAt = new Date().toISOString();
    const start = performance.now();
    this.#context.emit({
      kind: 'runbook-started',
      plan: maskPlan(this.#plan, this.#values.masker),
    });
    for (const phase of this.#plan.phases) await this.#runPhase(phase);
    await this.close();
    const notes = await endEscapedProcesses(this.#folder.runId, { bystanders: this.#bystanders });
    const { file, title, sha256 } = this.#plan.runbook;
    const reason = [firstReason(this.#reports), ...notes]
      .filter((text) => text !== undefined)
      .join('; ');
    const { branch } = this.#plan;
    const outcome = outcomeOf(this.#reports);
    const estimate = estimateOfRun(this.#plan, outcome, this.#reports);
    const told: RunbookReport = {
      file,
      ...(branch === undefined ? {} : { branch }),
      title,
      sha256,
      outcome,
      ...(reason === '' ? {} : { reason }),
      startedAt,
      durationMs: performance.now() - start,
      ...(estimate === undefined ? {} : { estimate }),
      steps: this.#reports,
    };
    const report = maskRunbookReport(told, this.#values.masker);
    this.#context.emit({ kind: 'runbook-finished', report });
    return { report, fixtureFacts: this.#fixtureFacts, bash: this.#sessions.bash };
  }

  /** Ends every shell that is still open. */
  async close(): Promise<void> {
    await this.#sessions.closeAll();
  }

  async #runPhase(phase: PlannedPhase): Promise<void> {
    const { refusal } = this.#values;
    if (refusal !== undefined && phase.kind !== 'fixture-teardown') {
      const outcome = isTeardown(phase) ? 'skip' : 'error';
      for (const step of phase.steps) this.#finish(reportNotRun(phase, step, outcome, refusal));
      return;
    }
    const skipReason = reasonToSkip(phase, {
      hasFixture: this.#plan.phases.some(({ kind }) => kind === 'fixture-setup'),
      hasSetUpStarted: this.#hasSetUpStarted,
      isUp: !this.#reports.some((step) => step.phase === 'fixture-setup' && isBad(step)),
      isInterrupted: this.#context.signal.aborted,
    });
    if (skipReason !== undefined) {
      for (const step of phase.steps) this.#finish(reportNotRun(phase, step, 'skip', skipReason));
      return;
    }
    if (phase.kind === 'fixture-setup') this.#hasSetUpStarted = true;
    await this.#runSteps(phase);
    // The fixture's own shell stays: what it put into the background lives as long as the target.
    if (phase.kind !== 'fixture-setup') return;
    const shellName = this.#plan.fixture?.fixture?.shell;
    const facts = Object.entries(this.#values.fixture).filter(([name]) => name !== shellName);
    this.#fixtureFacts = maskValues(Object.fromEntries(facts), this.#values.masker);
  }

  #runSteps(phase: PlannedPhase): Promise<void> {
    const { lead } = this.#context;
    // A fixture is nobody's decision: it comes up and goes down as a whole.
    if (lead !== undefined && !phase.kind.startsWith('fixture-')) return this.#runLed(phase, lead);
    return isTeardown(phase) ? this.#runTeardown(phase) : this.#runUntilFailure(phase);
  }

  async #runUntilFailure(phase: PlannedPhase): Promise<void> {
    const session = await this.#sessions.open(phase);
    const startedAt = performance.now();
    const limitMs = this.#plan.timeoutMs;
    const runbookLimit =
      phase.kind === 'steps' ? { endsAt: startedAt + limitMs, limitMs } : undefined;
    let stoppedAt: Step | undefined;
    for (const step of phase.steps) {
      if (stoppedAt) {
        const reason = `Step \`${stoppedAt.id}\` did not pass`;
        this.#finish(reportNotRun(phase, step, 'skip', reason));
        continue;
      }
      const { report, goesOn } = await this.#runStep(phase, step, session, runbookLimit);
      if (isBad(report) && !goesOn) stoppedAt = step;
    }
    if (phase.kind !== 'steps') return;
    await this.#checkJobs();
    if (typeof session !== 'string') await this.#sessions.close(session);
  }

  /** What has ended badly in the background since it was ready makes its step a failure after all. */
  async #checkJobs(): Promise<void> {
    for (const { phase, step, observation, reason } of await this.#jobs.findFailures()) {
      const index = this.#reports.findIndex(
        (each) => each.phase === phase.kind && each.id === step.id,
      );
      const earlier = this.#reports[index];
      if (earlier?.outcome !== 'pass') continue;
      const { attempts, durationMs, assertions } = earlier;
      const verdict = {
        outcome: 'fail',
        reason,
        mismatches: [],
        assertions,
        captured: {},
      } as const;
      const execution = { verdict, observation, attempts, durationMs };
      const report = reportExecution(phase, step, execution, this.#values.masker);
      this.#reports[index] = report;
      this.#context.emit({ kind: 'step-revised', report });
    }
  }

  /** Every step gets its turn. One that ended its shell does not take the others with it. */
  async #runTeardown(phase: PlannedPhase): Promise<void> {
    let session = await this.#sessions.open(phase);
    for (const step of phase.steps) {
      session = await this.#sessions.renewIfLost(phase, session);
      await this.#runStep(phase, step, session, undefined);
    }
    if (typeof session !== 'string') await this.#sessions.close(session);
  }

  /** One that ended its shell does not take the others with it. */
  async #runLed(phase: PlannedPhase, lead: Lead): Promise<void> {
    let session = await this.#sessions.open(phase);
    const run = async (
      step: Step,
      { variables = {}, signal }: RunStepOptions,
    ): Promise<RanStep> => {
      session = await this.#sessions.renewIfLost(phase, session);
      this.#values.take(phase, variables);
      if (typeof session !== 'string') session.export(variables);
      const signals = [this.#context.signal, ...(signal === undefined ? [] : [signal])];
      const limits = { signal: AbortSignal.any(signals), keepsOutput: true };
      return await this.#execute(phase, step, session, limits);
    };
    await leadThrough(phase, lead, run, (report) => this.#finish(report));
    if (phase.kind === 'steps') await this.#checkJobs();
    if (typeof session !== 'string') await this.#sessions.close(session);
  }

  async #runStep(
    phase: PlannedPhase,
    step: Step,
    session: Session | string,
    runbookLimit: RunbookLimit | undefined,
  ): Promise<{ readonly report: StepReport; readonly goesOn: boolean }> {
    if (step.skipReason !== undefined) {
      const report = this.#finish(reportNotRun(phase, step, 'skip', step.skipReason));
      return { report, goesOn: true };
    }
    // Teardown runs to its end whatever the caller wants: it has its own deadlines.
    const signal = isTeardown(phase) ? undefined : this.#context.signal;
    const limits = { signal, runbookLimit };
    const { report, goesOn = false } = await this.#execute(phase, step, session, limits);
    return { report: this.#finish(report), goesOn };
  }

  async #execute(
    phase: PlannedPhase,
    step: Step,
    session: Session | string,
    options: {
      readonly signal: AbortSignal | undefined;
      readonly runbookLimit?: RunbookLimit | undefined;
      readonly keepsOutput?: boolean;
    },
  ): Promise<RanStep & Pick<Settled, 'goesOn'>> {
    this.#context.emit({ kind: 'step-started', step, file: phase.file });
    if (typeof session === 'string') {
      const report = reportNotRun(phase, step, 'error', session);
      return { report, captured: {}, isShellLost: true };
    }
    const last = new LastAttempts();
    const variables = this.#values.of(phase);
    const tried = await executeStep(step, {
      session,
      folder: this.#folder.path,
      judge: (judged, observation) => this.#values.judge(phase, judged, last.note(observation)),
      onBackground: (job) => this.#jobs.add(job, phase, session),
      runbookLimit: options.runbookLimit,
      signal: options.signal,
      onAttempt: (attempt, reason) =>
        this.#context.emit({
          kind: 'attempt-finished',
          step,
          attempt,
          ...(reason === undefined ? {} : { reason }),
        }),
    });
    const { masker } = this.#values;
    const told = { phase, step, ...last.before(tried), variables, masker };
    const settled: Settled = (await this.#context.settle?.(told)) ?? { verdict: tried.verdict };
    const { verdict, goesOn = false } = settled;
    const execution = { ...tried, verdict };
    const { captured } = verdict;
    this.#values.take(phase, captured);
    session.export(captured);
    const report = reportExecution(phase, step, execution, masker, options.keepsOutput);
    return { report, captured, isShellLost: session.isLost, goesOn };
  }

  #finish(told: StepReport): StepReport {
    const report = maskStepReport(told, this.#values.masker);
    this.#reports.push(report);
    this.#context.emit({ kind: 'step-finished', report });
    return report;
  }
}
