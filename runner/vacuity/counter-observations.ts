// What a step could have done instead, the smallest difference first: one that is found early says most.
import type { Expectation, OutputStream } from '../model/expectation.ts';
import { unwantedLines } from './absent-lines.ts';
import type { Assertion } from './assertion.ts';
import { namedMembers, otherDocuments, otherTypes, similarDocuments } from './json-documents.ts';
import { parseTree } from './json-tree.ts';
import { longestMs } from './limits.ts';
import type { CounterObservation, CounterText, Seen } from './seen.ts';
import { changedTexts, foreignTexts } from './texts.ts';
import { wordsOfFilter, wordsOfRegex } from './words.ts';

// Bounds: a jq filter takes milliseconds, and an output of megabytes is copied for each of its changes.
const sourceMax = 250;
const bytesMax = 64 * 1024 * 1024;
const otherOutputBytesMax = 256 * 1024;

export function* counterObservations(
  { expectation }: Assertion,
  seen: Seen,
): Generator<CounterObservation> {
  const { observation } = seen;
  if (expectation.kind === 'exit-code') {
    for (const exitCode of [1, 0, 255])
      yield {
        what: `exit code ${exitCode}`,
        observation: { ...observation, ending: { kind: 'completed', exitCode } },
      };
    return;
  }
  if (expectation.kind === 'duration') {
    for (const { what, durationMs } of durations(seen))
      yield { what, observation: { ...observation, durationMs } };
    return;
  }
  const { stream } = expectation;
  const own = decode(observation[stream]);
  let bytes = 0;
  for (const { text, ...rest } of counterTexts(expectation, own, seen)) {
    if (text === own) continue;
    const output = encoder.encode(text);
    bytes += output.length;
    if (bytes > bytesMax) return;
    yield { ...rest, observation: { ...observation, [stream]: output } };
  }
}

/** None takes less than nothing, and none outlives its deadline. Where a limit lies does not matter: the ends decide. */
function* durations({
  step,
}: Seen): Generator<{ readonly what: string; readonly durationMs: number }> {
  yield { what: 'the longest time that the step may take', durationMs: longestMs(step).ms };
  yield { what: 'no time at all', durationMs: 0 };
  // For `between` and `other than`, which may hold at both ends.
  const longest = longestMs(step).ms;
  for (const part of [2, 4, 8, 16, 1000])
    yield { what: 'another time', durationMs: longest / part };
}

type OutputExpectation = Extract<Expectation, { readonly stream: OutputStream }>;

function* counterTexts(
  expectation: OutputExpectation,
  own: string,
  seen: Seen,
): Generator<CounterText> {
  switch (expectation.kind) {
    case 'absent':
      for (const line of expectation.lines) yield* unwantedLines(line, own, seen.variables);
      return;
    case 'jq':
      yield* documentsFor(expectation, own, seen);
      return;
    case 'json': {
      const tree = parseTree(own);
      if (tree !== undefined) yield* first(sourceMax, similarDocuments(tree));
      break;
    }
    case 'text':
    case 'regex':
      yield* first(sourceMax, changedTexts(own));
  }
  yield* otherOutputs(seen);
  yield { what: 'empty output', text: '' };
  yield* foreignTexts(own, expectation.kind === 'regex' ? wordsOfRegex(expectation.pattern) : []);
}

/** A filter is asked about JSON only: that the output is JSON, its block says, whatever the filter. */
function* documentsFor(
  { filters }: Extract<Expectation, { kind: 'jq' }>,
  own: string,
  seen: Seen,
): Generator<CounterText> {
  const words = wordsOfFilter(filters.map(({ source }) => source).join('\n'));
  const tree = parseTree(own);
  if (tree !== undefined) {
    yield* first(sourceMax, similarDocuments(tree, words));
    yield* first(sourceMax, namedMembers(tree, words));
    yield* first(sourceMax, otherTypes(tree, words));
  }
  for (const other of otherOutputs(seen)) {
    if (parseTree(other.text) !== undefined) yield { ...other, isOtherShape: true };
  }
  yield* otherDocuments();
}

function* first<T>(max: number, items: Iterable<T>): Generator<T> {
  let count = 0;
  for (const item of items) {
    if (count === max) return;
    count += 1;
    yield item;
  }
}

function* otherOutputs({ others }: Seen): Generator<CounterText> {
  for (const { id, observation } of others) {
    for (const stream of ['stdout', 'stderr'] as const) {
      const output = observation[stream];
      if (output.length === 0 || output.length > otherOutputBytesMax) continue;
      const name = stream === 'stdout' ? 'the output' : 'the standard error';
      yield { what: `${name} of step \`${id}\``, text: decode(output) };
    }
  }
}

function decode(output: Uint8Array): string {
  return utf8.decode(output);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
