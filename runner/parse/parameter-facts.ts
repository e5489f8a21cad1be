// The schema of `parameters:` in front matter. Messages complete the sentence *Unexpected X, …*.
import { z } from 'zod';
import type { ValueType } from '../model/expectation.ts';
import type { Parameter } from '../model/parameter.ts';
import { wantedInstead } from '../model/parameter-value.ts';
import { valueTypes } from '../model/value-type.ts';
import { isReservedVariable } from './reserved-variables.ts';

/** Every value has a form that a person can be told; `any` has none. */
const types = valueTypes.filter((type) => type !== 'any');

const sentence = z
  .string({ error: 'expected one sentence' })
  .refine((text) => text.trim() !== '', { error: 'expected one sentence' });

/** YAML reads `3` and `true` as more than text; a shell variable holds what is written. */
const value = z
  .union([z.string(), z.number(), z.boolean()], { error: 'expected a value, in quotes' })
  .transform(String);

const parameterSchema = z.strictObject(
  {
    /** What the value must look like. Default `string`. */
    type: z
      .enum(types as [ValueType, ...ValueType[]], { error: `expected ${oneOf(types)}` })
      .default('string'),
    /** One sentence for the person who has to know the value. */
    description: sentence,
    /** An ECMAScript expression (flag `u`) that the whole value must match. Default: none. */
    pattern: z
      .string({ error: 'expected a regular expression' })
      .refine(isExpression, { error: 'expected a regular expression of JavaScript' })
      .optional(),
    /** The only values that are accepted. Default: none, any. */
    choices: z
      .array(value, { error: 'expected a list of values' })
      .min(1, { error: 'expected at least one value' })
      .optional(),
    /** Shown to readers; never used for a run. */
    example: value,
    /** Used where nothing else gives a value. Default: none, a run without one is refused. */
    default: value.optional(),
    /** Name of the alert label that carries the value. Default: none. */
    label: z
      .string({ error: 'expected the name of an alert label' })
      .regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of an alert label, such as `instance`' })
      .optional(),
  },
  {
    error: ({ code }) =>
      code === 'invalid_type' ? 'expected `description` and `example` at least' : undefined,
  },
);

type ParameterFacts = z.output<typeof parameterSchema>;

export const parameterKeys: readonly string[] = Object.keys(parameterSchema.shape);

/** From the shell variable to what is known of its value. Unknown keys are errors. */
export const parametersSchema = z
  .record(z.string(), parameterSchema, {
    error: 'expected names of shell variables, each with `description` and `example`',
  })
  .superRefine((parameters, context) => {
    for (const [name, facts] of Object.entries(parameters)) {
      const problem = nameProblem(name);
      if (problem !== undefined) {
        context.addIssue({ code: 'custom', path: [name], message: problem, params: { of: 'key' } });
      }
      for (const [path, message] of valueProblems(facts))
        context.addIssue({ code: 'custom', path: [name, ...path], message });
    }
  })
  .transform((parameters) => Object.entries(parameters).map(toParameter));

function nameProblem(name: string): string | undefined {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return 'expected the name of a variable, such as `NODE_ID`';
  return isReservedVariable(name)
    ? 'expected a variable that the shell does not use itself'
    : undefined;
}

function* valueProblems(
  facts: ParameterFacts,
): Iterable<readonly [path: readonly (string | number)[], message: string]> {
  const { pattern, choices, type } = facts;
  const form = { type, ...(pattern !== undefined && { pattern }) };
  for (const [index, choice] of (choices ?? []).entries()) {
    const wanted = wantedInstead(form, choice);
    if (wanted !== undefined) yield [['choices', index], `expected ${wanted}`];
  }
  const whole = { ...form, ...(choices && { choices }) };
  const wanted = wantedInstead(whole, facts.example);
  if (wanted !== undefined) yield [['example'], `expected ${wanted}`];
  if (facts.default === undefined) return;
  const wantedDefault =
    type === 'secret'
      ? 'no default: a page is no place for a secret'
      : wantedInstead(whole, facts.default);
  if (wantedDefault !== undefined) yield [['default'], `expected ${wantedDefault}`];
}

function toParameter([name, facts]: readonly [string, ParameterFacts]): Parameter {
  const { type, description, example, pattern, choices, label } = facts;
  return {
    name,
    type,
    description,
    ...(pattern !== undefined && { pattern }),
    ...(choices && { choices }),
    example,
    ...(facts.default !== undefined && { default: facts.default }),
    ...(label !== undefined && { label }),
  };
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
