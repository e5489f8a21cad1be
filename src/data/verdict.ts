// What a page may say about its last run. Plain functions over the report; nothing here is ever guessed.
import { normalize } from 'node:path/posix';
import type { Outcome, RunbookReport, RunReport, StepReport } from '../../runner/index.ts';

/** Words of the site for an outcome of the runner. */
export type VerdictWord = 'passed' | 'failed' | 'could not judge' | 'skipped';

/** The verdict of a page. `changed` means that the page is no longer the text that ran. */
export type PageVerdict =
  | { readonly kind: 'never-run' }
  | {
      readonly kind: 'ran' | 'changed';
      readonly word: VerdictWord;
      readonly reason?: string;
      /** RFC 3339. */
      readonly startedAt: string;
      readonly durationMs: number;
      /** Steps of the page itself over all its runs, its fixture's left out. */
      readonly steps: { readonly total: number; readonly passed: number; readonly skipped: number };
    };

/** The verdict of one step on an unchanged page. */
export interface StepVerdict {
  readonly word: VerdictWord;
  readonly reason?: string;
  readonly durationMs: number;
  /** Attempts of a step that was repeated until it held; 1 for all others. */
  readonly attempts: number;
}

const words: Readonly<Record<Outcome, VerdictWord>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'could not judge',
  skip: 'skipped',
};

/** What the report says of the page at `file` (relative to the project) whose bytes hash to `sha256`. */
export function pageVerdict(
  report: RunReport | undefined,
  page: { readonly file: string; readonly sha256: string },
): PageVerdict {
  const runs = findRuns(report, page.file);
  const [first] = runs;
  if (first === undefined) return { kind: 'never-run' };
  const worst = worstOf(runs);
  const own = runs.flatMap(ownSteps);
  return {
    kind: runs.every((run) => run.sha256 === page.sha256) ? 'ran' : 'changed',
    word: words[worst.outcome],
    ...(worst.reason === undefined ? {} : { reason: worst.reason }),
    startedAt: first.startedAt,
    durationMs: runs.reduce((sum, run) => sum + run.durationMs, 0),
    steps: {
      total: own.length,
      passed: own.filter((step) => step.outcome === 'pass').length,
      skipped: own.filter((step) => step.outcome === 'skip').length,
    },
  };
}

/** Verdicts of the page's own steps by id; of a step that ran more than once the worst. Empty when it never ran, or when the text changed since: then none applies. */
export function stepVerdicts(
  report: RunReport | undefined,
  page: { readonly file: string; readonly sha256: string },
): ReadonlyMap<string, StepVerdict> {
  const runs = findRuns(report, page.file);
  if (runs.some((run) => run.sha256 !== page.sha256)) return new Map();
  const byId = Map.groupBy(runs.flatMap(ownSteps), ({ id }) => id);
  return new Map([...byId].map(([id, steps]) => [id, stepVerdict(worstOf(steps))]));
}

function stepVerdict(step: StepReport): StepVerdict {
  return {
    word: words[step.outcome],
    ...(step.reason === undefined ? {} : { reason: step.reason }),
    durationMs: step.durationMs,
    attempts: Math.max(1, step.attempts.length),
  };
}

/** A page with branches has several runs: its main path, and one for each branch. */
function findRuns(report: RunReport | undefined, file: string): readonly RunbookReport[] {
  return (report?.runbooks ?? []).filter((run) => normalize(run.file) === normalize(file));
}

const worstFirst: readonly Outcome[] = ['fail', 'error', 'skip', 'pass'];

/** The first one whose outcome decides for all; `reports` has at least one. */
function worstOf<Report extends { readonly outcome: Outcome }>(reports: readonly Report[]): Report {
  const rank = ({ outcome }: Report): number => worstFirst.indexOf(outcome);
  return reports.reduce((worst, next) => (rank(next) < rank(worst) ? next : worst));
}

/** A fixture's steps carry ids of their own page, so that `step-1` may occur twice in one run. */
function ownSteps(run: RunbookReport): readonly StepReport[] {
  return run.steps.filter((step) => normalize(step.file) === normalize(run.file));
}

/** One word or two for lists. */
export function shortVerdict(verdict: PageVerdict): VerdictWord | 'never run' | 'changed since' {
  if (verdict.kind === 'never-run') return 'never run';
  return verdict.kind === 'changed' ? 'changed since' : verdict.word;
}
