// The exit code, with the name of what it means to a shell.
import { constants } from 'node:os';
import type { Expectation } from '../../model/expectation.ts';
import type { Ending } from '../../model/observation.ts';
import type { Mismatch } from '../../model/verdict.ts';

type ExitCodeExpectation = Extract<Expectation, { kind: 'exit-code' }>;
type Ended = Extract<Ending, { kind: 'completed' | 'shell-exited' }>;

/**
 * Undefined when the code is the expected one. A shell that a signal killed is never the code that a page names, but
 * it is a failure, where a page expects one.
 */
export function matchExitCode(
  expectation: ExitCodeExpectation,
  ending: Ended,
): Mismatch | undefined {
  const signal = ending.kind === 'shell-exited' ? ending.signal : null;
  const code = signal === null ? ending.exitCode : codeOfSignal(signal);
  const isExpected =
    expectation.code === 'failure' ? code !== 0 : signal === null && code === expectation.code;
  if (isExpected) return undefined;
  const what =
    signal === null
      ? `exit code \`${code}\`${meaning(code)}`
      : `end of the shell by signal \`${signal}\` (exit code \`${code}\`)`;
  const message = `Unexpected ${what}, expected ${expectation.code === 'failure' ? 'any but `0`' : `\`${expectation.code}\``}`;
  return { expectation: 'exit-code', span: expectation.span, message, diff: [] };
}

function meaning(code: number | null): string {
  if (code === 126) return ' (not executable)';
  if (code === 127) return ' (command not found)';
  const signal = code === null ? undefined : signalOfCode(code);
  return signal === undefined ? '' : ` (killed by signal \`${signal}\`)`;
}

/** 128+n, as shells report a death by signal n. */
function signalOfCode(code: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
}

function codeOfSignal(signal: string): number | null {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? null : 128 + number;
}
