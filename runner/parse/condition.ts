// The words after the type in a placeholder: `below 0.20`, `between 3 and 5`, `other than node-1`.
import type { Condition, Operand, ValueType } from '../model/expectation.ts';

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
  const ordered = orderedTypes.has(decided);
  if (!ordered && !words.startsWith('other')) {
    return {
      problem: `Unexpected \`${words}\` after \`${decided}\`, expected it after \`integer\`, \`number\`, \`duration\` or \`timestamp\``,
      offset: 0,
      length: words.length,
    };
  }
  return readOperands(text, words.replaceAll(/\s+/g, ' '), match[0].length, decided);
}

const orderedTypes: ReadonlySet<ValueType> = new Set([
  'integer',
  'number',
  'duration',
  'timestamp',
]);

const conditionForm = /^(?<words>below|above|at\s+most|at\s+least|between|other\s+than)(?:\s+|$)/;

function readOperands(text: string, words: string, start: number, type: ValueType): ReadCondition {
  const rest = text.slice(start).trimEnd();
  if (words === 'between') {
    const match = /^(?<low>\S+)(?<and>\s+and\s+)(?<high>\S+)$/.exec(rest);
    const low = match?.groups?.['low'] ?? '';
    const high = match?.groups?.['high'] ?? '';
    const between = `\`between ${sample(type)} and ${sample(type, true)}\``;
    if (match === null) return wrong(rest, start, text, between);
    if (!fits(low, type)) return wrong(low, start, text, between);
    if (!fits(high, type)) return wrong(high, start + rest.length - high.length, text, between);
    return { type, condition: { kind: 'between', low: operand(low), high: operand(high) } };
  }
  if (!fits(rest, type)) return wrong(rest, start, text, `\`${words} ${sample(type)}\``);
  const kind = conditionKinds[words];
  if (kind === undefined) return wrong(rest, start, text, `\`${words} ${sample(type)}\``);
  return { type, condition: { kind, operand: operand(rest) } };
}

const conditionKinds: Readonly<Record<string, Exclude<Condition['kind'], 'between'>>> = {
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
  switch (type) {
    case 'integer':
      return /^[-+]?\d+$/.test(text);
    case 'number':
      return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
    case 'duration':
      return /^\d+(?:\.\d+)?(?:ms|s|m|h)$/.test(text);
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'word':
      return /^\S+$/.test(text);
    case 'timestamp':
      return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d\S*$/.test(text);
    case 'any':
    case 'string':
      return text !== '';
  }
}

/** `high` gives a second one that is greater. */
function sample(type: ValueType, high = false): string {
  const samples: Partial<Record<ValueType, string>> = {
    integer: high ? '5' : '3',
    number: high ? '0.9' : '0.5',
    duration: high ? '20s' : '10s',
    boolean: 'true',
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
