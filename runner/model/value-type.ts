// The shapes of varying values, as they stand in text, and what they are worth when they are compared.
import { addDecimals, type Decimal, multiplyDecimals, parseDecimal } from './decimal.ts';
import type { ValueType } from './expectation.ts';

/** Every type, in the order in which a message names them. */
export const valueTypes: readonly ValueType[] = [
  'any',
  'word',
  'string',
  'integer',
  'number',
  'boolean',
  'timestamp',
  'duration',
  'bytes',
  'percent',
  'secret',
];

/** Types whose extent in a line is decided by their own characters: the longest run from a given place. */
export type FixedType = Exclude<ValueType, 'any' | 'string' | 'word' | 'secret'>;

// The counts are bounds, not meanings: they keep a line of a million digits from costing a million times a million.
const tokens: Readonly<Record<FixedType, RegExp>> = {
  integer: /[+-]?\d{1,400}(?!\d)/y,
  number: /[+-]?\d{1,400}(?!\d)(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?/y,
  boolean: /true|false/y,
  timestamp: /\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})/y,
  duration: /(?:\d{1,20}(?:\.\d{1,20})?(?:ns|us|µs|ms|s|m|h)){1,7}/y,
  // A letter alone (`12K`) is 1,000 for some tools and 1,024 for others, so it is no unit.
  bytes: /\d{1,20}(?:\.\d{1,20})?(?: ?(?:[KMGTPE]iB?|[kKMGTPE]?B))?(?![\dA-Za-z])/y,
  percent: /[+-]?\d{1,20}(?:\.\d{1,20})? ?%/y,
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
    case 'secret':
      return /^\S+$/.test(text);
    case 'timestamp':
      return endOfToken(type, text, 0) === text.length && quantityOf(type, text) !== undefined;
    default:
      return endOfToken(type, text, 0) === text.length;
  }
}

/** Whether values of this type are more or less than others. */
export function hasOrder(type: ValueType): boolean {
  return quantities[type] !== undefined;
}

/**
 * What a value is worth: numbers themselves, durations and timestamps in milliseconds, bytes in bytes, percentages
 * the number before the sign. Undefined for a type without an order, and for text that is no such value.
 */
export function quantityOf(type: ValueType, text: string): Decimal | undefined {
  return quantities[type]?.(text);
}

const quantities: Readonly<Partial<Record<ValueType, (text: string) => Decimal | undefined>>> = {
  integer: parseDecimal,
  number: parseDecimal,
  duration: durationMs,
  timestamp: epochMs,
  bytes: byteCount,
  percent: (text) => parseDecimal(text.replace(/ ?%$/, '')),
};

/** Milliseconds since 1970 of an RFC 3339 time, as exact as it is written; undefined for the thirteenth month. */
function epochMs(text: string): Decimal | undefined {
  const [, start = '', fraction = '', zone = ''] =
    /^(.{19})(\.\d+)?(.*)$/.exec(text.replace(' ', 'T').toUpperCase()) ?? [];
  const ms = Date.parse(`${start}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  const seconds = { digits: BigInt(ms), exponent: 0 };
  const rest = parseDecimal(`0${fraction}`) ?? zero;
  return addDecimals(seconds, { ...rest, exponent: rest.exponent + 3 });
}

const zero: Decimal = { digits: 0n, exponent: 0 };

const unitMs: Readonly<Record<string, Decimal>> = {
  ns: { digits: 1n, exponent: -6 },
  us: { digits: 1n, exponent: -3 },
  µs: { digits: 1n, exponent: -3 },
  ms: { digits: 1n, exponent: 0 },
  s: { digits: 1n, exponent: 3 },
  m: { digits: 60_000n, exponent: 0 },
  h: { digits: 3_600_000n, exponent: 0 },
};

/** `1.5s` as 1,500, `1m30s` as 90,000. */
function durationMs(text: string): Decimal | undefined {
  if (endOfToken('duration', text, 0) !== text.length) return undefined;
  let total = zero;
  for (const [, amount = '', unit = ''] of text.matchAll(/([\d.]+)([a-zµ]+)/g)) {
    const value = parseDecimal(amount);
    const worth = unitMs[unit];
    if (value === undefined || worth === undefined) return undefined;
    total = addDecimals(total, multiplyDecimals(value, worth));
  }
  return total;
}

/** `1.5 KiB` as 1,536, `20MB` as 20,000,000. */
function byteCount(text: string): Decimal | undefined {
  const [, amount = '', unit = ''] = /^([\d.]+) ?([A-Za-z]*)$/.exec(text) ?? [];
  const value = parseDecimal(amount);
  if (value === undefined || endOfToken('bytes', text, 0) !== text.length) return undefined;
  const power = BigInt(Math.max(0, 'BKMGTPE'.indexOf(unit.charAt(0).toUpperCase())));
  const step = unit.charAt(1) === 'i' ? 1024n : 1000n;
  return multiplyDecimals(value, { digits: unit === '' ? 1n : step ** power, exponent: 0 });
}
