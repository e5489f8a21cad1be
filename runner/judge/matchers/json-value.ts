// JSON as it was printed: numbers keep their digits, since a 64-bit id does not fit into a JavaScript number.

import { findDuplicateMember } from './json-duplicates.ts';

/** A number with the digits of the document. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | JsonObject;

export type ParsedJson =
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** `found` completes *Unexpected …* where the output is more than just no JSON. */
  | { readonly kind: 'no-json'; readonly reason: string; readonly found?: string };

/** Everything that walks a value recurses; no system's answer is nested like this. */
const nestingMax = 500;

/** One whole document, in which no object names a member twice. */
export function parseJson(output: string): ParsedJson {
  // A byte order mark is no part of the document, though some tools print one.
  const text = output.replace(/^\ufeff/, '');
  try {
    const value: JsonValue = JSON.parse(text, revive);
    if (isDeeperThan(value, nestingMax))
      return { kind: 'no-json', reason: `nested deeper than ${nestingMax} levels` };
    const twice = findDuplicateMember(text);
    return twice === undefined
      ? { kind: 'value', value }
      : {
          kind: 'no-json',
          found: `second member \`${twice}\``,
          reason: 'programs disagree on which of the two counts',
        };
  } catch (error) {
    // Deep nesting overflows the stack here, which is a `RangeError` and as much the document's fault.
    const reason = error instanceof Error ? error.message : String(error);
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines.every(isJson)) return { kind: 'no-json', reason };
    return {
      kind: 'no-json',
      found: `${lines.length} JSON documents`,
      reason: '`jq -s .` makes one array of them',
    };
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The text form that a captured variable holds: strings as they are, everything else as JSON. */
export function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : toJson(value);
}

/** Compact JSON with the numbers as they were. */
export function toJson(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.source;
  if (value instanceof Map) {
    const members = [...value].map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (isArray(value)) return `[${value.map(toJson).join(',')}]`;
  return JSON.stringify(value);
}

export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  const inner = value instanceof Map ? [...value.values()] : isArray(value) ? value : [];
  return levels < 0 || inner.some((member) => isDeeperThan(member, levels - 1));
}

function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'number') return new JsonNumber(context?.source ?? String(value));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  if (value instanceof Map || value instanceof JsonNumber) return value;
  return new Map(Object.entries(value));
}
