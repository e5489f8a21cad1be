// Whether a value may stand for a parameter.
import type { ValueType } from './expectation.ts';
import type { Parameter } from './parameter.ts';
import { isOfType } from './value-type.ts';

/** A secret of fewer characters cannot be masked: it would occur by chance in everything that is printed. */
export const shortestSecret = 4;

/** One sentence why the value does not fit; undefined if it does. */
export function refuseValue(parameter: Parameter, value: string): string | undefined {
  const wanted = wantedInstead(parameter, value);
  if (wanted === undefined) return undefined;
  const { name, type } = parameter;
  const shown = type === 'secret' ? '' : ` \`${value}\``;
  return `Unexpected value${shown} for \`${name}\`, expected ${wanted}`;
}

/** Completes *expected …*; undefined if the value fits. */
export function wantedInstead(
  parameter: Pick<Parameter, 'type' | 'choices' | 'pattern'>,
  value: string,
): string | undefined {
  const { type, choices, pattern } = parameter;
  if (value.includes('\0')) return 'text without NUL characters';
  if (type === 'secret' && value.length < shortestSecret)
    return `at least ${shortestSecret} characters: shorter secrets cannot be masked`;
  if (!isOfType(type, value)) return nouns[type];
  if (choices !== undefined && !choices.includes(value))
    return choices.map((choice) => `\`${choice}\``).join(' or ');
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value))
    return `a match of \`${pattern}\``;
  return undefined;
}

const nouns: Readonly<Record<ValueType, string>> = {
  any: 'some text',
  string: 'some text',
  word: 'one word without white space',
  secret: 'one word without white space',
  integer: 'an integer such as `3`',
  number: 'a number such as `0.25`',
  boolean: '`true` or `false`',
  timestamp: 'a time such as `2026-01-05T10:00:00Z`',
  duration: 'a duration such as `90s`',
  bytes: 'a number of bytes such as `512Mi`',
  percent: 'a percentage such as `55%`',
};
