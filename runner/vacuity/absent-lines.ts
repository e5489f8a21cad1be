// Lines that an `absent` block must find: what it writes literally, with values that its placeholders accept.
import type { Condition, Operand, Placeholder, TextLine, ValueType } from '../model/expectation.ts';
import type { CounterText } from './seen.ts';

type UnwantedLine = Extract<TextLine, { kind: 'pieces' }>;
type Variables = Readonly<Record<string, string>>;

/** All choices of a value for each placeholder would be too many where there are many. */
const linesMax = 300;

/** Each alone, below the step's own output. */
export function* unwantedLines(
  { pieces }: UnwantedLine,
  own: string,
  variables: Variables,
): Generator<CounterText> {
  let lines: readonly string[] = [''];
  for (const piece of pieces) {
    const choices = typeof piece === 'string' ? [piece] : valuesFor(piece, variables);
    lines = lines.flatMap((line) => choices.map((choice) => line + choice)).slice(0, linesMax);
  }
  const above = own.replace(/\n+$/, '');
  for (const line of lines)
    yield { what: 'one more line that it forbids', text: `${above}\n${line}\n` };
}

/** Values of the type at its ends and in between, and those around the operands of its condition. */
function valuesFor(
  { type, condition, equals }: Placeholder,
  variables: Variables,
): readonly string[] {
  if (equals !== undefined) return [operandText(equals, variables)];
  const around = (condition === undefined ? [] : operandsOf(condition)).flatMap((operand) =>
    valuesAround(operandText(operand, variables)),
  );
  return [...new Set([...around, ...samples[type]])];
}

/** Itself, the next ones, and one that is far above it. */
function valuesAround(text: string): readonly string[] {
  const [, sign = '', digits, rest = ''] = /^([+-]?)(\d{1,40})(.*)$/s.exec(text) ?? [];
  if (digits === undefined) return [text, `${text}x`];
  const value = BigInt(`${sign === '-' ? '-' : ''}${digits}`);
  return [
    text,
    `${value + 1n}${rest}`,
    `${value - 1n}${rest}`,
    `${sign}9${digits}${rest}`,
    `${value}${rest}`,
  ];
}

function operandsOf(condition: Condition): readonly Operand[] {
  return condition.kind === 'between' ? [condition.low, condition.high] : [condition.operand];
}

function operandText(operand: Operand, variables: Variables): string {
  return operand.kind === 'literal' ? operand.text : (variables[operand.name] ?? '');
}

const samples: Readonly<Record<ValueType, readonly string[]>> = {
  any: ['x', 'y z'],
  word: ['x', 'y'],
  string: ['x', 'y z'],
  secret: ['x', 'y'],
  integer: ['7', '0', '-1000000007', '1000000007'],
  number: ['7.5', '0', '-1000000007', '1000000007'],
  boolean: ['true', 'false'],
  timestamp: ['2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  duration: ['7s', '0s', '1ns', '90000h'],
  bytes: ['7', '0', '7EiB', '7 MB'],
  percent: ['7%', '0%', '-700%', '700%'],
};
