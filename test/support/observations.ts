// Observations and expectations written down in code, for tests of the judge.

import { judgeStep } from '../../runner/judge/judge-step.ts';
import type {
  Expectation,
  JsonPattern,
  Placeholder,
  TextLine,
} from '../../runner/model/expectation.ts';
import type { Ending, Observation } from '../../runner/model/observation.ts';
import type { Verdict } from '../../runner/model/verdict.ts';
import { exitCode, lineSpan, sketchStep } from './plan-literals.ts';

export const completed: Ending = { kind: 'completed', exitCode: 0 };

export function observed(stdout: string | Uint8Array, ending: Ending = completed): Observation {
  return {
    ending,
    stdout: typeof stdout === 'string' ? Buffer.from(stdout) : stdout,
    stderr: new Uint8Array(),
    droppedStdoutBytes: 0,
    droppedStderrBytes: 0,
    durationMs: 1,
  };
}

export function mark(type: Placeholder['type'], change: Partial<Placeholder> = {}): Placeholder {
  return { type, source: `<${change.capture ?? type}>`, ...change };
}

/** Lines of an expected text, from line 20 of the page on: a string is literal, an array mixes, `...` is any lines. */
export function expectText(
  ...lines: readonly (string | readonly (string | Placeholder)[])[]
): Expectation {
  const read = lines.map((line, offset): TextLine => {
    const pageLine = 20 + offset;
    if (line === '...') return { kind: 'any-lines', line: pageLine };
    const pieces = typeof line === 'string' ? [line] : line;
    const source = pieces
      .map((piece) => (typeof piece === 'string' ? piece : piece.source))
      .join('');
    return { kind: 'pieces', pieces, line: pageLine, source };
  });
  return {
    kind: 'text',
    stream: 'stdout',
    lines: read,
    span: { ...lineSpan(19), endLine: 20 + lines.length },
    source: '',
  };
}

/** A JSON expectation whose block opens on line 19: its sample starts on line 20. */
export function expectJson(pattern: JsonPattern, source = '{}'): Expectation {
  const endLine = 20 + source.split('\n').length;
  return { kind: 'json', stream: 'stdout', pattern, span: { ...lineSpan(19), endLine }, source };
}

/** The verdict on a step that must exit with 0 and meet `expectation`. */
export function judge(
  expectation: Expectation,
  observation: Observation | string,
  variables: Readonly<Record<string, string>> = {},
): Verdict {
  const step = sketchStep({ code: 'true', expectations: [expectation, exitCode(0)] });
  return judgeStep(
    step,
    typeof observation === 'string' ? observed(observation) : observation,
    variables,
  );
}

/** `pass`, or the reason why not. */
export function sentence(verdict: Verdict): string {
  return verdict.reason ?? verdict.outcome;
}
