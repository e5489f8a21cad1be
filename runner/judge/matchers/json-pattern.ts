// A JSON value against the expected pattern: objects are subsets, arrays match in order and length.
import { compareDecimals, isWholeDecimal, parseDecimal } from '../../model/decimal.ts';
import type { JsonPattern, Placeholder } from '../../model/expectation.ts';
import { isOfType } from '../../model/value-type.ts';
import { quoteValue } from '../printable.ts';
import { formatPath, type JsonPath } from './json-path.ts';
import { isArray, JsonNumber, type JsonValue, toJson, toText } from './json-value.ts';
import { rejectByCondition, rejectValue, type Variables } from './placeholder.ts';

export interface JsonProblem {
  /** Where in the output. */
  readonly path: JsonPath;
  /** Where in the pattern: differs from `path` behind a `"..."`. */
  readonly patternPath: JsonPath;
  readonly message: string;
  /** For the difference; absent when that side has nothing there. */
  readonly expected?: string;
  readonly found?: string;
}

export interface Comparison {
  readonly problems: readonly JsonProblem[];
  readonly captured: readonly (readonly [string, string])[];
}

type LiteralPattern = Extract<JsonPattern, { kind: 'literal' }>;
type ArrayPattern = Extract<JsonPattern, { kind: 'array' }>;
type ObjectPattern = Extract<JsonPattern, { kind: 'object' }>;

interface Place {
  readonly path: JsonPath;
  readonly patternPath: JsonPath;
  readonly variables: Variables;
}

export function comparePattern(
  pattern: JsonPattern,
  value: JsonValue,
  variables: Variables,
): Comparison {
  return compare(pattern, value, { path: [], patternPath: [], variables });
}

function compare(pattern: JsonPattern, value: JsonValue, place: Place): Comparison {
  switch (pattern.kind) {
    case 'literal':
      return isSameLiteral(pattern, value)
        ? nothing
        : differs(place, describePattern(pattern), value);
    case 'placeholder':
      return comparePlaceholder(pattern.placeholder, value, place);
    case 'object':
      return compareObject(pattern, value, place);
    case 'array':
      return compareArray(pattern, value, place);
  }
}

const nothing: Comparison = { problems: [], captured: [] };

/** Numbers are equal when they are worth the same, however they are written: `1`, `1.0` and `1e0`; `0` and `-0`. */
function isSameLiteral(expected: LiteralPattern, value: JsonValue): boolean {
  const digits = expected.source ?? (typeof expected.value === 'number' && `${expected.value}`);
  if (digits === false) return value === expected.value;
  if (!(value instanceof JsonNumber)) return false;
  const [left, right] = [parseDecimal(digits), parseDecimal(value.source)];
  // Beyond what anybody compares, only the same digits are the same number.
  if (left === undefined || right === undefined) return digits === value.source;
  return compareDecimals(left, right) === 0;
}

function comparePlaceholder(placeholder: Placeholder, value: JsonValue, place: Place): Comparison {
  const text = toText(value);
  const isRightType = hasType(placeholder, value);
  const reason = isRightType
    ? rejectByCondition(placeholder, text, place.variables)
    : `Unexpected ${quoteValue(toJson(value))}, expected \`${placeholder.source}\``;
  if (reason === undefined) {
    const { capture } = placeholder;
    return capture === undefined ? nothing : { problems: [], captured: [[capture, text]] };
  }
  return differs(place, placeholder.source, value, reason);
}

/** In JSON a type is the value's own: `"5"` is no integer. */
function hasType({ type }: Placeholder, value: JsonValue): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'number':
      return value instanceof JsonNumber;
    case 'integer':
      return value instanceof JsonNumber && isWhole(value.source);
    case 'boolean':
      return typeof value === 'boolean';
    case 'bytes':
      // A number without a unit is a number of bytes, in JSON as in text.
      return isOfType('bytes', toText(value));
    default:
      return (
        typeof value === 'string' && rejectValue({ type, source: '' }, value, {}) === undefined
      );
  }
}

function isWhole(source: string): boolean {
  const value = parseDecimal(source);
  return value !== undefined && isWholeDecimal(value);
}

function compareObject(pattern: ObjectPattern, value: JsonValue, place: Place): Comparison {
  if (!(value instanceof Map)) return differs(place, 'an object', value);
  return merge(
    pattern.members.map(([key, member]) => {
      const inner = step(place, key, key);
      const found: JsonValue | undefined = value.get(key);
      return found === undefined ? absent(inner, member) : compare(member, found, inner);
    }),
  );
}

function compareArray(pattern: ArrayPattern, value: JsonValue, place: Place): Comparison {
  if (!isArray(value)) return differs(place, 'an array', value);
  const hasRest = pattern.items.some((item) => item.kind === 'rest');
  return hasRest
    ? compareOpenArray(pattern, value, place)
    : compareClosedArray(pattern, value, place);
}

function compareClosedArray(
  pattern: ArrayPattern,
  value: readonly JsonValue[],
  place: Place,
): Comparison {
  const expected = pattern.items.filter((item) => item.kind !== 'rest');
  const results = expected.map((item, index) => {
    const inner = step(place, index, index);
    const found = value[index];
    return found === undefined ? absent(inner, item) : compare(item, found, inner);
  });
  const surplus = value.slice(expected.length).map((found, offset): Comparison => {
    const inner = step(place, expected.length + offset, expected.length - 1);
    const message = `Unexpected item ${quoteValue(toJson(found))} at \`${formatPath(inner.path)}\`, expected ${count(expected.length)}`;
    const { path } = inner;
    const patternPath = expected.length === 0 ? place.patternPath : inner.patternPath;
    return { problems: [{ path, patternPath, message, found: toJson(found) }], captured: [] };
  });
  return merge([...results, ...surplus]);
}

/** Runs of items between `"..."`, each at the first place where it matches; the outer ones at the array's ends. */
function compareOpenArray(
  pattern: ArrayPattern,
  value: readonly JsonValue[],
  place: Place,
): Comparison {
  const runs = splitRuns(pattern);
  const results: Comparison[] = [];
  let from = 0;
  for (const [index, run] of runs.entries()) {
    const latest = value.length - run.items.length;
    const isLast = index === runs.length - 1;
    const first = isLast ? Math.max(from, latest) : from;
    const last = index === 0 ? 0 : Math.max(first, latest);
    let nearest: Comparison | undefined;
    let end: number | undefined;
    for (let at = first; at <= last && end === undefined; at += 1) {
      const result = compareRunAt(run, value, at, place);
      if (result.problems.length === 0) {
        end = at + run.items.length;
        results.push(result);
      } else if (!nearest || result.problems.length < nearest.problems.length) {
        nearest = result;
      }
    }
    if (end === undefined) return nearest ?? nothing;
    from = end;
  }
  return merge(results);
}

interface ItemRun {
  /** Index of the first item in the pattern. */
  readonly start: number;
  readonly items: readonly JsonPattern[];
}

function splitRuns(pattern: ArrayPattern): readonly ItemRun[] {
  const runs: { start: number; items: JsonPattern[] }[] = [{ start: 0, items: [] }];
  for (const [index, item] of pattern.items.entries()) {
    if (item.kind === 'rest') runs.push({ start: index + 1, items: [] });
    else runs.at(-1)?.items.push(item);
  }
  return runs;
}

function compareRunAt(
  run: ItemRun,
  value: readonly JsonValue[],
  at: number,
  place: Place,
): Comparison {
  return merge(
    run.items.map((item, offset) => {
      const inner = step(place, at + offset, run.start + offset);
      const found = value[at + offset];
      return found === undefined ? absent(inner, item) : compare(item, found, inner);
    }),
  );
}

function step(place: Place, key: string | number, patternKey: string | number): Place {
  return {
    path: [...place.path, key],
    patternPath: [...place.patternPath, patternKey],
    variables: place.variables,
  };
}

function differs(place: Place, expected: string, value: JsonValue, reason?: string): Comparison {
  const found = toJson(value);
  const { path, patternPath } = place;
  const where = ` at \`${formatPath(path)}\``;
  const sentence = reason ?? `Unexpected ${quoteValue(found)}, expected ${quoteExpected(expected)}`;
  const comma = sentence.indexOf('`, expected ');
  const message =
    comma < 0
      ? `${sentence}${where}`
      : `${sentence.slice(0, comma + 1)}${where}${sentence.slice(comma + 1)}`;
  return {
    problems: [{ path, patternPath, message, expected, found: shorten(found) }],
    captured: [],
  };
}

function absent(place: Place, pattern: JsonPattern): Comparison {
  const expected = describePattern(pattern);
  const { path, patternPath } = place;
  const message = `Unexpected absence of \`${formatPath(path)}\`, expected ${quoteExpected(expected)}`;
  return { problems: [{ path, patternPath, message, expected }], captured: [] };
}

function describePattern(pattern: JsonPattern): string {
  switch (pattern.kind) {
    case 'literal':
      return pattern.source ?? JSON.stringify(pattern.value);
    case 'placeholder':
      return pattern.placeholder.source;
    case 'object':
      return 'an object';
    case 'array':
      return 'an array';
  }
}

function quoteExpected(expected: string): string {
  return expected.startsWith('an ') ? expected : quoteValue(expected);
}

function count(items: number): string {
  return items === 1 ? '1 item' : `${items} items`;
}

function shorten(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

function merge(parts: readonly Comparison[]): Comparison {
  return {
    problems: parts.flatMap((part) => part.problems),
    captured: parts.flatMap((part) => part.captured),
  };
}
