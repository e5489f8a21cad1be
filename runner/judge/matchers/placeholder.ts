// Whether one value satisfies a placeholder: its type, its condition, and equality with a captured variable.
import type { Condition, Operand, Placeholder } from '../../model/expectation.ts';
import { isOfType } from '../../model/value-type.ts';
import { quoteValue } from '../printable.ts';
import { holds } from './holds.ts';

/** Values of the shell variables that earlier steps captured. */
export type Variables = Readonly<Record<string, string>>;

/** Undefined when `text` is accepted; otherwise one sentence that says why not. */
export function rejectValue(
  placeholder: Placeholder,
  text: string,
  variables: Variables,
): string | undefined {
  if (!isOfType(placeholder.type, text)) return unexpected(text, placeholder.source);
  return rejectByCondition(placeholder, text, variables);
}

/** The same without the type: for callers that have settled it by other means. */
export function rejectByCondition(
  placeholder: Placeholder,
  text: string,
  variables: Variables,
): string | undefined {
  if (placeholder.capture !== undefined && text.includes('\0')) {
    return `Unexpected NUL character in ${quoteValue(text)}, expected a value that a shell variable can hold`;
  }
  if (placeholder.equals) {
    const wanted = resolveOperand(placeholder.equals, variables);
    if (wanted === undefined) return unset(placeholder.equals, placeholder.source);
    if (wanted !== text) {
      return `Unexpected ${quoteValue(text)}, expected \`${placeholder.source}\` which is ${quoteValue(wanted)}`;
    }
  }
  if (!placeholder.condition) return undefined;
  return rejectCondition(placeholder.condition, placeholder, text, variables);
}

/** Undefined for a variable that nobody has captured. */
export function resolveOperand(operand: Operand, variables: Variables): string | undefined {
  if (operand.kind === 'literal') return operand.text;
  return Object.hasOwn(variables, operand.name) ? variables[operand.name] : undefined;
}

export function conditionOperands(condition: Condition): readonly Operand[] {
  return condition.kind === 'between' ? [condition.low, condition.high] : [condition.operand];
}

function rejectCondition(
  condition: Condition,
  placeholder: Placeholder,
  text: string,
  variables: Variables,
): string | undefined {
  const operands = conditionOperands(condition);
  const values: string[] = [];
  for (const operand of operands) {
    const value = resolveOperand(operand, variables);
    if (value === undefined) return unset(operand, placeholder.source);
    values.push(value);
  }
  if (holds(condition, placeholder.type, text, values)) return undefined;
  const isVariable = operands.some((operand) => operand.kind === 'variable');
  const known = isVariable ? ` (${values.map((value) => quoteValue(value)).join(' and ')})` : '';
  return `${unexpected(text, placeholder.source)}${known}`;
}

function unexpected(text: string, source: string): string {
  return `Unexpected ${quoteValue(text)}, expected \`${source}\``;
}

/** The sentence about a variable that nobody has captured. */
export function unset(operand: Operand, source: string): string {
  const name = operand.kind === 'variable' ? operand.name : operand.text;
  return `Unexpected use of \`$${name}\` in \`${source}\`, expected a variable that an earlier step captured`;
}
