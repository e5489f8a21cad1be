// Exit codes, one a kind of wrong; scripts and CI rely on them.
import type { RunReport } from '../model/report.ts';

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

export function exitCodeOf({ outcome, totals }: RunReport, interrupted: boolean): number {
  if (interrupted) return exitCodes.interrupted;
  if (outcome === 'fail') return exitCodes.fail;
  if (outcome === 'error') return exitCodes.error;
  // Nothing executed is not green. A page may leave single steps out; the others have then passed.
  const ran = totals.runbooks > 0 && totals.passed > 0 && totals.assertions > 0;
  return ran ? exitCodes.pass : exitCodes.error;
}
