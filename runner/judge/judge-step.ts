// What one attempt of a step proves. No clock, no file, no shell: the same observation always gets the same verdict.
import { formatDuration } from '../model/duration.ts';
import type { Expectation } from '../model/expectation.ts';
import type { Ending, Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import type { Mismatch, Outcome, Verdict } from '../model/verdict.ts';
import { matchExitCode } from './matchers/exit-code.ts';
import { matchJson } from './matchers/json.ts';
import type { MatchResult } from './matchers/match-result.ts';
import type { Variables } from './matchers/placeholder.ts';
import { matchText } from './matchers/text.ts';
import { quoteValue } from './printable.ts';

/** Causes in this order: deadline, interruption, no shell, output limit, and only then what the commands did. */
export function judgeStep(step: Step, observation: Observation, variables: Variables): Verdict {
  const { ending } = observation;
  switch (ending.kind) {
    case 'deadline':
      return withoutComparison('fail', tooLate(ending));
    case 'interrupted':
      return withoutComparison('error', 'Interrupted');
    case 'no-shell':
      return withoutComparison('error', ending.reason);
    case 'refused':
      return withoutComparison('fail', `${ending.reason} (line ${ending.line})`);
    case 'completed':
    case 'shell-exited':
      return compare(step, observation, ending, variables);
  }
}

function compare(
  step: Step,
  observation: Observation,
  ending: Extract<Ending, { kind: 'completed' | 'shell-exited' }>,
  variables: Variables,
): Verdict {
  const dropped = observation.droppedStdoutBytes + observation.droppedStderrBytes;
  if (dropped > 0) {
    const kept = observation.stdout.length + observation.stderr.length;
    return withoutComparison(
      'error',
      `Unexpected amount of output: ${dropped} bytes came after the limit of ${kept}, expected output that can be judged whole`,
    );
  }
  // The exit code first: it is the shorter story.
  const ordered = [...step.expectations].sort((a, b) => rank(a) - rank(b));
  const results = ordered.map((expectation) => match(expectation, observation, ending, variables));
  const mismatches = results.flatMap((result) => result.mismatch ?? []);
  const captured = collect(results.flatMap((result) => result.captured ?? []));
  const assertions = ordered.length;
  const reason = mismatches[0]?.message ?? captured.conflict;
  if (reason === undefined)
    return { outcome: 'pass', mismatches, assertions, captured: captured.values };
  return {
    outcome: 'fail',
    reason: reasons(mismatches, reason),
    mismatches,
    assertions,
    captured: {},
  };
}

function rank(expectation: Expectation): number {
  return expectation.kind === 'exit-code' ? 0 : 1;
}

function match(
  expectation: Expectation,
  observation: Observation,
  ending: Extract<Ending, { kind: 'completed' | 'shell-exited' }>,
  variables: Variables,
): MatchResult {
  switch (expectation.kind) {
    case 'text':
      return matchText(expectation, observation[expectation.stream], variables);
    case 'json':
      return matchJson(expectation, observation[expectation.stream], variables);
    case 'absent':
    case 'regex':
    case 'jq':
    case 'duration':
      throw new Error(`no page can hold an expectation of kind ${expectation.kind} yet`);
    case 'exit-code': {
      const mismatch = matchExitCode(expectation, ending);
      return mismatch ? { mismatch } : { captured: [] };
    }
  }
}

/** One value per name: two places of the output that disagree are a failure, not a choice. */
function collect(pairs: readonly (readonly [string, string])[]): {
  readonly values: Readonly<Record<string, string>>;
  readonly conflict?: string;
} {
  const values: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const earlier = Object.hasOwn(values, name) ? values[name] : undefined;
    if (earlier !== undefined && earlier !== value) {
      const conflict = `Unexpected second value ${quoteValue(value)} for \`${name}\`, expected ${quoteValue(earlier)} again`;
      return { values: {}, conflict };
    }
    values[name] = value;
  }
  return { values };
}

function reasons(mismatches: readonly Mismatch[], fallback: string): string {
  return mismatches.length === 0 ? fallback : mismatches.map(({ message }) => message).join('; ');
}

const limitNames: Readonly<Record<Extract<Ending, { kind: 'deadline' }>['limit'], string>> = {
  attempt: 'the step to end within its `timeout`',
  eventually: 'everything to hold by then',
  runbook: "the page's steps to end within its `timeout`",
};

function tooLate(ending: Extract<Ending, { kind: 'deadline' }>): string {
  const limit = formatDuration(ending.limitMs);
  return `Unexpected duration over \`${limit}\`, expected ${limitNames[ending.limit]}`;
}

function withoutComparison(outcome: Outcome, reason: string): Verdict {
  return { outcome, reason, mismatches: [], assertions: 0, captured: {} };
}
