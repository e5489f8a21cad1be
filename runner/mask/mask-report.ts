// Where secrets may stand in what the runner says of a run. Fields that machines compare are left as they are.
import type { Plan } from '../model/plan.ts';
import type { RunbookReport, StepReport } from '../model/report.ts';
import type { Mismatch, Verdict } from '../model/verdict.ts';
import type { Masker } from './masker.ts';

type Mask = (text: string) => string;

export function maskVerdict(verdict: Verdict, masker: Masker): Verdict {
  if (masker.isEmpty) return verdict;
  const mask: Mask = (text) => masker.mask(text);
  return {
    ...verdict,
    ...maskReason(verdict, mask),
    mismatches: verdict.mismatches.map((mismatch) => maskMismatch(mismatch, mask)),
  };
}

export function maskStepReport(report: StepReport, masker: Masker): StepReport {
  if (masker.isEmpty) return report;
  const mask: Mask = (text) => masker.mask(text);
  const { title, code, stdout, stderr } = report;
  return {
    ...report,
    ...maskReason(report, mask),
    title: mask(title),
    ...(code === undefined ? {} : { code: mask(code) }),
    ...(stdout === undefined ? {} : { stdout: mask(stdout) }),
    ...(stderr === undefined ? {} : { stderr: mask(stderr) }),
    mismatches: report.mismatches.map((mismatch) => maskMismatch(mismatch, mask)),
    attempts: report.attempts.map((attempt) => ({ ...attempt, ...maskReason(attempt, mask) })),
  };
}

/** Once more at the end of a run: a step may print what only a later one makes known as a secret. */
export function maskRunbookReport(report: RunbookReport, masker: Masker): RunbookReport {
  if (masker.isEmpty) return report;
  return {
    ...report,
    ...maskReason(report, (text) => masker.mask(text)),
    steps: report.steps.map((step) => maskStepReport(step, masker)),
  };
}

/** For events: the run itself needs the values. */
export function maskPlan(plan: Plan, masker: Masker): Plan {
  if (masker.isEmpty) return plan;
  const { parameters, target } = plan;
  return {
    ...plan,
    parameters: maskValues(parameters, masker),
    ...(target && {
      target: {
        ...target,
        prefix: target.prefix.map((word) => masker.mask(word)),
        env: maskValues(target.env, masker),
      },
    }),
  };
}

export function maskValues(
  values: Readonly<Record<string, string>>,
  masker: Masker,
): Readonly<Record<string, string>> {
  if (masker.isEmpty) return values;
  const masked = Object.entries(values).map(([name, value]) => [name, masker.mask(value)] as const);
  return Object.fromEntries(masked);
}

function maskReason(
  { reason }: { readonly reason?: string },
  mask: Mask,
): { readonly reason?: string } {
  return reason === undefined ? {} : { reason: mask(reason) };
}

function maskMismatch(mismatch: Mismatch, mask: Mask): Mismatch {
  return {
    ...mismatch,
    message: mask(mismatch.message),
    diff: mismatch.diff.map((line) => ({ ...line, text: mask(line.text) })),
  };
}
