// Exit codes, one a kind of wrong; scripts and CI rely on them.
import type { RunReport, Totals } from '../model/report.ts';

export const exitCodes = {
  pass: 0,
  /** The system under test is not as the page says. */
  fail: 1,
  /** The caller or the author of a page made a mistake; nothing ran. */
  usage: 2,
  /** Nobody can say: the host, the harness or the fixture failed, or nothing was there to run. */
  error: 3,
  /** Ours. */
  bug: 70,
  interrupted: 130,
} as const;

/** For the help and the reference page. */
export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.pass, 'everything holds'],
  [exitCodes.fail, 'a step did not hold: the system is not as the page says'],
  [exitCodes.usage, 'a page or the command line is wrong; nothing was run'],
  [exitCodes.error, 'it could not be judged, or there was nothing to run'],
  [exitCodes.bug, 'a bug in this program'],
  [exitCodes.interrupted, 'interrupted'],
];

export interface RunEnd {
  readonly code: number;
  /** A sentence about what the report itself does not show as wrong. */
  readonly reason?: string;
}

/** Nothing executed is not green: zero runbooks, steps, passed steps or assertions is an error. */
export function judgeRun(
  { outcome, totals }: RunReport,
  { failOnFlaky = false }: { readonly failOnFlaky?: boolean },
  interrupted: boolean,
): RunEnd {
  if (interrupted) return { code: exitCodes.interrupted };
  const reason = emptyLedger(totals);
  const told = reason === undefined ? {} : { reason };
  if (outcome === 'fail') return { code: exitCodes.fail, ...told };
  if (outcome === 'error' || reason !== undefined) return { code: exitCodes.error, ...told };
  if (failOnFlaky && totals.flaky > 0) {
    const runbooks = totals.flaky === 1 ? 'a flaky runbook' : `${totals.flaky} flaky runbooks`;
    return {
      code: exitCodes.fail,
      reason: `Unexpected ${runbooks}, expected each to pass at once (\`--fail-on-flaky\`)`,
    };
  }
  return { code: exitCodes.pass };
}

function emptyLedger(totals: Totals): string | undefined {
  if (totals.runbooks === 0) return 'Unexpected run without a runbook, expected at least one';
  if (totals.steps === 0) return 'Unexpected run without a step, expected at least one';
  if (totals.skipped === totals.steps)
    return 'Unexpected run in which every step was skipped, expected at least one that runs';
  if (totals.assertions === 0)
    return 'Unexpected run without an assertion, expected at least one: nothing was proved';
  return undefined;
}
