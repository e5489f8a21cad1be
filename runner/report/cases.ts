// A run as formats for tests see it: suites of cases. What goes wrong outside every step is a case as well,
// so that no reader takes a run for green because all its cases are.
import type { RunbookReport, StepReport } from '../model/report.ts';
import type { Outcome } from '../model/verdict.ts';
import { hasOwnTrouble, runbookName, stepName } from './name.ts';
import { safeLine } from './safe-lines.ts';
import { describeTrouble, troubleLine, troubleMessage } from './step-trouble.ts';

export interface ReportedCase {
  /** Unique among the cases of its runbook. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly file: string;
  /** Where the step stands. */
  readonly line: number;
  /** Where what is no longer true stands; `line` for a case that passed. */
  readonly troubleLine: number;
  readonly troubleEndLine: number;
  readonly durationMs: number;
  /** One line. Empty for a case that passed. */
  readonly message: string;
  /** Place, command, message and difference, over several lines. Empty for a case that passed or was skipped. */
  readonly details: string;
  /** Absent: what went wrong belongs to no step. */
  readonly step?: StepReport;
}

export function reportedCases(runbook: RunbookReport): readonly ReportedCase[] {
  const taken = new Set<string>();
  const unique = (name: string): string => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
    taken.add(free);
    return free;
  };
  const cases = runbook.steps.map((step) => ({ ...ofStep(step), name: unique(stepName(step)) }));
  if (!hasOwnTrouble(runbook)) return cases;
  const { file, title, branch, outcome, durationMs } = runbook;
  const message = safeLine(runbook.reason ?? 'the runbook did not pass');
  const own = { outcome, file, line: 1, troubleLine: 1, troubleEndLine: 1, durationMs, message };
  return [...cases, { ...own, name: unique(runbookName(title, branch)), details: message }];
}

function ofStep(step: StepReport): Omit<ReportedCase, 'name'> {
  const { outcome, durationMs } = step;
  const { file, line, endLine } = troubleLine(step);
  return {
    outcome,
    file,
    line: step.line,
    troubleLine: line,
    troubleEndLine: endLine,
    durationMs,
    message: outcome === 'pass' ? '' : troubleMessage(step),
    details: outcome === 'pass' || outcome === 'skip' ? '' : describeTrouble(step),
    step,
  };
}
