// The shapes of varying values, as they stand in text.
import type { ValueType } from '../../model/expectation.ts';

/** Types whose extent in a line is decided by their own characters: the longest run from a given place. */
export type FixedType = Exclude<ValueType, 'any' | 'string' | 'word'>;

// The counts are bounds, not meanings: they keep a line of a million digits from costing a million times a million.
const tokens: Readonly<Record<FixedType, RegExp>> = {
  integer: /[+-]?\d{1,400}(?!\d)/y,
  number: /[+-]?\d{1,400}(?!\d)(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?/y,
  boolean: /true|false/y,
  timestamp: /\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})/y,
  duration: /\d{1,20}(?:\.\d{1,20})?(?:ms|s|m|h)/y,
};

/** End of the value of this type that starts at `from`; undefined when there is none. */
export function endOfToken(type: FixedType, text: string, from: number): number | undefined {
  const token = tokens[type];
  token.lastIndex = from;
  return token.test(text) ? token.lastIndex : undefined;
}

/** Whether the whole of `text` is a value of this type. Nothing is no value. */
export function isOfType(type: ValueType, text: string): boolean {
  switch (type) {
    case 'any':
    case 'string':
      return text.length > 0;
    case 'word':
      return /^\S+$/.test(text);
    case 'timestamp':
      return endOfToken(type, text, 0) === text.length && !Number.isNaN(epochMs(text));
    default:
      return endOfToken(type, text, 0) === text.length;
  }
}

/** Milliseconds since 1970 of an RFC 3339 time; `NaN` for the thirteenth month. */
export function epochMs(text: string): number {
  return Date.parse(text.replace(' ', 'T').toUpperCase());
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1.5s` as 1,500. */
export function durationMs(text: string): number {
  const [, amount = 'NaN', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(amount) * (unitMs[unit] ?? Number.NaN);
}
