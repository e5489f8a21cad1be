// What one attempt of a step proves. No clock, no file, no shell: the same observation always gets the same verdict.
import { formatDuration } from '../model/duration.ts';
import type { Expectation } from '../model/expectation.ts';
import type { Ending, Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import type { Mismatch, Outcome, Verdict } from '../model/verdict.ts';
import { matchAbsent } from './matchers/absent.ts';
import { matchDuration } from './matchers/duration.ts';
import { matchExitCode } from './matchers/exit-code.ts';
import { matchJq } from './matchers/jq.ts';
import { matchJson } from './matchers/json.ts';
import { type MatchResult, match as matches } from './matchers/match-result.ts';
import type { Variables } from './matchers/placeholder.ts';
import { matchRegex } from './matchers/regex.ts';
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
  // The exit code and the time first: they are the shorter story.
  const ordered = [...step.expectations].sort((a, b) => rank(a) - rank(b));
  const results = ordered.map((expectation) => match(expectation, observation, ending, variables));
  const mismatches = results.flatMap((result) => result.mismatches ?? []);
  const captured = collect(results.flatMap((result) => result.captured ?? []));
  // A page may say much, and all of it that is not true belongs into one report.
  const failures = [...mismatches.map(({ message }) => message), ...captured.conflicts];
  const unjudged = results.flatMap((result) => result.unjudged ?? []);
  const assertions = ordered.length;
  if (failures.length + unjudged.length === 0)
    return { outcome: 'pass', mismatches, assertions, captured: captured.values };
  return {
    outcome: failures.length > 0 ? 'fail' : 'error',
    reason: [...failures, ...unjudged].join('; '),
    mismatches,
    assertions,
    captured: {},
  };
}

function rank(expectation: Expectation): number {
  return expectation.kind === 'exit-code' ? 0 : expectation.kind === 'duration' ? 1 : 2;
}

/** Says which stream a difference is in, where it is not the usual one. */
function match(
  expectation: Expectation,
  observation: Observation,
  ending: Extract<Ending, { kind: 'completed' | 'shell-exited' }>,
  variables: Variables,
): MatchResult {
  const result = matchOutput(expectation, observation, ending, variables);
  if (!('stream' in expectation) || expectation.stream === 'stdout') return result;
  if (result.unjudged !== undefined) return { unjudged: onStandardError(result.unjudged) };
  if (result.mismatches === undefined) return result;
  const [first, ...others] = result.mismatches;
  const name = (mismatch: Mismatch): Mismatch => ({
    ...mismatch,
    message: onStandardError(mismatch.message),
  });
  return { mismatches: [name(first), ...others.map(name)] };
}

function onStandardError(message: string): string {
  return `${message} on standard error`;
}

function matchOutput(
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
      return matchAbsent(expectation, observation[expectation.stream], variables);
    case 'regex':
      return matchRegex(expectation, observation[expectation.stream]);
    case 'jq':
      return matchJq(expectation, observation[expectation.stream]);
    case 'duration':
      return matchDuration(expectation, observation.durationMs, variables);
    case 'exit-code': {
      const mismatch = matchExitCode(expectation, ending);
      return mismatch ? { mismatches: [mismatch] } : matches;
    }
  }
}

/** One value per name: two places of the output that disagree are a failure, not a choice. */
function collect(pairs: readonly (readonly [string, string])[]): {
  readonly values: Readonly<Record<string, string>>;
  readonly conflicts: readonly string[];
} {
  const values: Record<string, string> = {};
  const conflicts: string[] = [];
  for (const [name, value] of pairs) {
    const earlier = Object.hasOwn(values, name) ? values[name] : undefined;
    if (earlier !== undefined && earlier !== value) {
      conflicts.push(
        `Unexpected second value ${quoteValue(value)} for \`${name}\`, expected ${quoteValue(earlier)} again`,
      );
    } else values[name] = value;
  }
  return { values, conflicts };
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
