// One step's line in the report.
import type { StepExecution } from './execute/step-execution.ts';
import { decode, printableStart } from './judge/printable.ts';
import { maskStepReport } from './mask/mask-report.ts';
import type { Masker } from './mask/masker.ts';
import { mayHoldUnknownSecret, withheldOutput } from './mask/unknown-secret.ts';
import type { PlannedPhase } from './model/plan.ts';
import type { StepReport } from './model/report.ts';
import type { Step } from './model/runbook.ts';
import type { Outcome } from './model/verdict.ts';

/** Of each stream in a report, in bytes: enough to see what went wrong, small enough for a web page. */
const reportedBytesMax = 64 * 1024;

/** Without a secret in it. `keepsOutput`: with the output of a step that passed, too. */
export function reportExecution(
  phase: PlannedPhase,
  step: Step,
  execution: StepExecution,
  masker: Masker,
  keepsOutput = false,
): StepReport {
  const { verdict, observation, attempts, durationMs } = execution;
  const outcome = outcomeIn(phase, verdict.outcome);
  const { mismatches, assertions, reason } = verdict;
  const base = {
    ...describeStep(phase, step),
    outcome,
    durationMs,
    assertions,
    mismatches,
    attempts,
  };
  if (outcome === 'pass' && !keepsOutput) return maskStepReport(base, masker);
  const isWithheld = mayHoldUnknownSecret(step, verdict);
  const show = (bytes: Uint8Array): string =>
    isWithheld && bytes.length > 0 ? withheldOutput : showOutput(bytes, masker);
  const report = {
    ...base,
    ...(reason === undefined ? {} : { reason }),
    code: step.code,
    stdout: show(observation.stdout),
    stderr: show(observation.stderr),
  };
  return maskStepReport(report, masker);
}

/** Masked before it is cut: the cut could go through a secret. */
function showOutput(bytes: Uint8Array, masker: Masker): string {
  const shown = masker.isEmpty ? bytes : Buffer.from(masker.mask(decode(bytes)));
  return printableStart(shown, reportedBytesMax);
}

/** A step that did not run: skipped, or in the way of an error of ours. */
export function reportNotRun(
  phase: PlannedPhase,
  step: Step,
  outcome: 'skip' | 'error',
  reason: string,
): StepReport {
  const nothing = { durationMs: 0, assertions: 0, mismatches: [], attempts: [] };
  return { ...describeStep(phase, step), outcome, reason, code: step.code, ...nothing };
}

function describeStep(
  phase: PlannedPhase,
  step: Step,
): Pick<StepReport, 'id' | 'title' | 'phase' | 'file' | 'line'> {
  const { id, title, span } = step;
  return { id, title, phase: phase.kind, file: phase.file, line: span.line };
}

/** A fixture that fails says nothing about the page under test: it could not be judged. */
function outcomeIn(phase: PlannedPhase, outcome: Outcome): Outcome {
  const isFixture = phase.kind === 'fixture-setup' || phase.kind === 'fixture-teardown';
  return isFixture && outcome === 'fail' ? 'error' : outcome;
}
