// How the values of options are read. What does not fit is the caller's mistake, in commander's words.
import { InvalidArgumentError } from 'commander';
import { type AllowedClass, allowedClasses } from '../policy.ts';
import type { Shard } from '../select.ts';

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function wholeNumber(min: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min}.`);
  };
}

export function shard(value: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? [];
  const part = { index: Number(index), of: Number(of) };
  if (part.index >= 1 && part.index <= part.of) return part;
  throw new InvalidArgumentError('Expected a part and the number of parts, such as `1/3`.');
}

/** `NAME=VALUE`; the value may hold anything, further `=` included. */
export function assignment(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || text === undefined)
    throw new InvalidArgumentError('Expected `NAME=VALUE`.');
  if (Object.hasOwn(before, name))
    throw new InvalidArgumentError(`Expected one value for \`${name}\`, got two.`);
  return { ...before, [name]: text };
}

export function riskClass(
  value: string,
  before: readonly AllowedClass[] = [],
): readonly AllowedClass[] {
  const found = allowedClasses.find((name) => name === value);
  if (found !== undefined) return [...before, found];
  throw new InvalidArgumentError(`Allowed choices are ${allowedClasses.join(', ')}.`);
}
