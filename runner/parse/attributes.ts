// The attributes of a step: one entry a name, with its form, its default and what a reader is told.
import type { Step, StepRisk } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import { parseWait } from './duration.ts';
import type { Fence } from './fence.ts';
import { type InfoWord, readInfoWords } from './info-string.ts';

/** Longest time for one attempt, in milliseconds, where a step says nothing. */
const defaultTimeoutMs = 60_000;
/** Pause between attempts, in milliseconds, where an eventually-step says nothing. */
const defaultEveryMs = 500;

export interface StepAttributes {
  readonly name?: string;
  readonly nameSpan?: SourceSpan;
  readonly risk: StepRisk;
  readonly timeoutMs: number;
  readonly eventually?: NonNullable<Step['eventually']>;
  readonly exitCode: number;
  readonly exitSpan?: SourceSpan;
  readonly skipReason?: string;
}

/** A wrong attribute is complained about and counts as absent, so that the rest is still looked at. */
export function readAttributes(fence: Fence, complain: Complain): StepAttributes {
  const values = new Map<AttributeName, { readonly value: string; readonly word: InfoWord }>();
  const said = new Set<string>();
  for (const word of readInfoWords(fence, complain)) {
    if (said.has(word.name)) {
      complain(
        'parse/duplicate-attribute',
        word.nameSpan,
        `Unexpected second \`${word.name}\`, expected each attribute once`,
      );
      continue;
    }
    said.add(word.name);
    const name = attributeNames.find((known) => known === word.name);
    if (name === undefined) complainUnknown(word, complain);
    else if (word.value === undefined || !attributes[name].accepts(word.value)) {
      complainValue(name, word, complain);
    } else values.set(name, { value: word.value, word });
  }
  const text = (name: AttributeName): string | undefined => values.get(name)?.value;
  const risk = (text('risk') ?? 'read-only') as StepRisk;
  const within = values.get('within');
  const every = values.get('every');
  complainCombination({ risk, within: within?.word, every: every?.word, said, complain });
  const name = values.get('name');
  const exit = values.get('exit');
  const skip = text('skip');
  return {
    ...(name && { name: name.value, nameSpan: name.word.valueSpan }),
    risk,
    timeoutMs: milliseconds(text('timeout'), defaultTimeoutMs),
    ...(within && {
      eventually: {
        withinMs: milliseconds(within.value, 0),
        everyMs: milliseconds(every?.value, defaultEveryMs),
      },
    }),
    exitCode: Number(exit?.value ?? 0),
    ...(exit && { exitSpan: exit.word.valueSpan }),
    ...(skip !== undefined && { skipReason: skip.trim() }),
  };
}

interface Attribute {
  readonly accepts: (value: string) => boolean;
  /** Completes *expected …*. */
  readonly expected: string;
}

const wait = (example: string): Attribute => ({
  accepts: (value) => parseWait(value) !== undefined,
  expected: `a time such as \`${example}\`, at most \`24h\``,
});

const attributes = {
  name: {
    accepts: (value) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value),
    expected: 'lower-case letters, digits and hyphens, such as `list-nodes`',
  },
  risk: {
    accepts: (value) => ['read-only', 'mutating', 'destructive'].includes(value),
    expected: '`read-only`, `mutating` or `destructive`',
  },
  timeout: wait('90s'),
  within: wait('30s'),
  every: wait('500ms'),
  exit: {
    accepts: (value) => /^\d{1,3}$/.test(value) && Number(value) <= 255,
    expected: 'a number from `0` to `255`',
  },
  skip: {
    accepts: (value) => value.trim() !== '',
    expected: 'a reason, such as `skip="needs a second data centre"`',
  },
} as const satisfies Readonly<Record<string, Attribute>>;

type AttributeName = keyof typeof attributes;
const attributeNames = Object.keys(attributes) as readonly AttributeName[];

function milliseconds(value: string | undefined, otherwise: number): number {
  return (value === undefined ? undefined : parseWait(value)) ?? otherwise;
}

function complainUnknown(word: InfoWord, complain: Complain): void {
  const near = closestWord(word.name, attributeNames);
  complain(
    'parse/unknown-attribute',
    word.nameSpan,
    `Unexpected attribute \`${word.name}\`, expected ${listNames(near === undefined ? attributeNames : [near])}`,
    near === undefined ? undefined : `did you mean \`${near}\`?`,
  );
}

function complainValue(name: AttributeName, word: InfoWord, complain: Complain): void {
  const { expected } = attributes[name];
  if (word.value === undefined || word.value.trim() === '') {
    complain(
      'parse/attribute-value',
      word.nameSpan,
      `Unexpected \`${name}\` without a value, expected ${expected}`,
    );
    return;
  }
  const risk =
    name === 'risk' ? closestWord(word.value, ['read-only', 'mutating', 'destructive']) : undefined;
  complain(
    'parse/attribute-value',
    word.valueSpan,
    `Unexpected value \`${word.value}\` of \`${name}\`, expected ${expected}`,
    risk === undefined ? undefined : `did you mean \`${risk}\`?`,
  );
}

function complainCombination(step: {
  readonly risk: StepRisk;
  readonly within: InfoWord | undefined;
  readonly every: InfoWord | undefined;
  readonly said: ReadonlySet<string>;
  readonly complain: Complain;
}): void {
  if (step.within !== undefined && step.risk !== 'read-only') {
    step.complain(
      'parse/within-on-change',
      step.within.nameSpan,
      `Unexpected \`within\` on a ${step.risk} step, expected it on a read-only step`,
      'wait in a read-only step of its own, below this one',
    );
  }
  if (step.every !== undefined && !step.said.has('within')) {
    step.complain(
      'parse/every-without-within',
      step.every.nameSpan,
      'Unexpected `every` without `within`, expected both',
      'say how long to repeat, such as `within=30s`',
    );
  }
}

function listNames(names: readonly string[]): string {
  if (names.length === 1) return `\`${names[0]}\``;
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
