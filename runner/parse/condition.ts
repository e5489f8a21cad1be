// The words after the type in a placeholder: `below 0.20`, `between 3 and 5`, `other than node-1`.
import type { Condition, Operand, ValueType } from '../model/expectation.ts';
import { hasOrder, isOfType } from '../model/value-type.ts';

type ReadCondition =
  | { readonly type: ValueType; readonly condition: Condition }
  | {
      readonly problem: string;
      readonly offset: number;
      readonly length: number;
      readonly hint?: string;
    };

/** First words of all conditions. */
export const conditionWords: readonly string[] = [
  'below',
  'above',
  'at',
  'between',
  'near',
  'other',
  'least',
  'most',
];

/** `type` undefined: the condition decides, a number for all but `other than`. */
export function readCondition(text: string, type: ValueType | undefined): ReadCondition {
  const match = conditionForm.exec(text);
  const words = match?.groups?.['words'];
  if (match === null || words === undefined) {
    return {
      problem: `Unexpected \`${text}\`, expected a condition such as \`below 5\`, \`at least 5\` or \`other than x\``,
      offset: 0,
      length: text.length,
    };
  }
  const decided = type ?? (words.startsWith('other') ? 'any' : 'number');
  if (!hasOrder(decided) && !words.startsWith('other')) {
    return {
      problem: `Unexpected \`${words}\` after \`${decided}\`, expected it after \`integer\`, \`number\`, \`timestamp\`, \`duration\`, \`bytes\` or \`percent\``,
      offset: 0,
      length: words.length,
    };
  }
  return readOperands(text, words.replaceAll(/\s+/g, ' '), match[0].length, decided);
}

const conditionForm =
  /^(?<words>below|above|at\s+most|at\s+least|between|near|other\s+than)(?:\s+|$)/;

function readOperands(text: string, words: string, start: number, type: ValueType): ReadCondition {
  const rest = text.slice(start).trimEnd();
  if (words === 'between') {
    const match = /^(?<low>.+?)\s+and\s+(?<high>.+)$/.exec(rest);
    const low = match?.groups?.['low'] ?? '';
    const high = match?.groups?.['high'] ?? '';
    const between = `\`between ${sample(type)} and ${sample(type, true)}\``;
    if (match === null) return wrong(rest, start, text, between);
    if (!fits(low, type)) return wrong(low, start, text, between);
    if (!fits(high, type)) return wrong(high, start + rest.length - high.length, text, between);
    return { type, condition: { kind: 'between', low: operand(low), high: operand(high) } };
  }
  if (words === 'near') return readNear(text, rest, start, type);
  if (!fits(rest, type)) return wrong(rest, start, text, `\`${words} ${sample(type)}\``);
  const kind = conditionKinds[words];
  if (kind === undefined) return wrong(rest, start, text, `\`${words} ${sample(type)}\``);
  return { type, condition: { kind, operand: operand(rest) } };
}

/** `near 0.5 within 0.05`, `near 100 within 5%`. */
function readNear(text: string, rest: string, start: number, type: ValueType): ReadCondition {
  const match = /^(?<middle>.+?)\s+within\s+(?<tolerance>.+)$/.exec(rest);
  const { middle = '', tolerance = '' } = match?.groups ?? {};
  const near = `\`near ${sample(type)} within ${tolerances[type] ?? '5%'}\``;
  if (match === null) return wrong(rest, start, text, near);
  if (!fits(middle, type)) return wrong(middle, start, text, near);
  const kind = toleranceKind(tolerance, type);
  const at = start + rest.length - tolerance.length;
  if (kind === undefined) return wrong(tolerance, at, text, near);
  if (kind === 'relative' && /^[-+]?[0.]+\D*$/.test(middle)) {
    return {
      problem: `Unexpected \`${tolerance}\` of nothing, expected a tolerance in the unit of the value`,
      offset: at,
      length: tolerance.length,
      hint: 'every share of zero is zero',
    };
  }
  return {
    type,
    condition: { kind: 'near', operand: operand(middle), tolerance: { kind, text: tolerance } },
  };
}

/** A percentage is a share of the value, except where the value itself is a percentage. */
function toleranceKind(text: string, type: ValueType): 'absolute' | 'relative' | undefined {
  if (/^[-+]/.test(text)) return undefined;
  if (type !== 'percent' && type !== 'timestamp' && isOfType('percent', text)) return 'relative';
  return isOfType(type === 'timestamp' ? 'duration' : type, text) ? 'absolute' : undefined;
}

const tolerances: Readonly<Partial<Record<ValueType, string>>> = {
  integer: '1',
  number: '0.05',
  duration: '500ms',
  timestamp: '5s',
  bytes: '1Mi',
  percent: '5%',
};

const conditionKinds: Readonly<Record<string, Exclude<Condition['kind'], 'between' | 'near'>>> = {
  below: 'below',
  above: 'above',
  'at most': 'at-most',
  'at least': 'at-least',
  'other than': 'other-than',
};

function operand(text: string): Operand {
  return text.startsWith('$')
    ? { kind: 'variable', name: text.slice(1) }
    : { kind: 'literal', text };
}

function fits(text: string, type: ValueType): boolean {
  if (text.startsWith('$')) return /^\$[A-Z][A-Z0-9_]*$/.test(text);
  // On the page a number may be written `.5`, in an output it never is.
  if (type === 'number') return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/.test(text);
  return isOfType(type, text);
}

/** `high` gives a second one that is greater. */
function sample(type: ValueType, high = false): string {
  const samples: Partial<Record<ValueType, string>> = {
    integer: high ? '5' : '3',
    number: high ? '0.9' : '0.5',
    duration: high ? '20s' : '10s',
    boolean: 'true',
    bytes: high ? '20MB' : '512Ki',
    percent: high ? '90%' : '50%',
    timestamp: high ? '2026-01-06T10:00:00Z' : '2026-01-05T10:00:00Z',
  };
  return samples[type] ?? 'x';
}

function wrong(found: string, offset: number, text: string, expected: string): ReadCondition {
  if (found === '') {
    return {
      problem: `Unexpected end after \`${text.trim()}\`, expected ${expected}`,
      offset: 0,
      length: text.length,
    };
  }
  return { problem: `Unexpected \`${found}\`, expected ${expected}`, offset, length: found.length };
}
