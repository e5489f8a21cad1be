// How commands that check several things say what they found: one line each, then the verdict.
import { green, print, printJson, red, yellow } from './output.ts';

/** `warn`: worth knowing, and no reason to stop. */
export type CheckState = 'ok' | 'warn' | 'fail';

export type Check = {
  readonly name: string;
  readonly state: CheckState;
  /** What was found: the facts when it is fine, everything that is not as expected otherwise. */
  readonly detail: string;
};

const words: Readonly<Record<CheckState, () => string>> = {
  ok: () => green('ok  '),
  warn: () => yellow('warn'),
  fail: () => red('FAIL'),
};

/** A check that is fine unless there are faults. */
export function verdictOf(name: string, faults: readonly string[], fine: string): Check {
  return faults.length === 0
    ? { name, state: 'ok', detail: fine }
    : { name, state: 'fail', detail: faults.join('; ') };
}

/** Prints all of them and gives the exit code: 0, or 1 if one failed. `passed` is the last line when none did. */
export function report(
  checks: readonly Check[],
  options: { readonly json?: boolean },
  passed = 'All checks passed',
  more: Readonly<Record<string, unknown>> = {},
): number {
  const failed = checks.filter(({ state }) => state === 'fail').length;
  if (options.json) {
    // `ok` beside `state`, because a script that asks only whether it is fine should not have to know the words.
    const rows = checks.map((check) => ({ ...check, ok: check.state !== 'fail' }));
    printJson({ passed: failed === 0, checks: rows, ...more });
  } else {
    const width = Math.max(...checks.map(({ name }) => name.length));
    for (const { name, state, detail } of checks)
      print(`${words[state]()}  ${name.padEnd(width)}  ${detail}`);
    print(failed === 0 ? passed : `${failed} of ${checks.length} checks failed`);
  }
  return failed === 0 ? 0 : 1;
}
