// Every attribute of a step: its form, and what a reader is told of it.
import type { Condition } from '../model/expectation.ts';
import { readCondition } from './condition.ts';
import { parseWait } from './duration.ts';
import type { InfoWord } from './info-string.ts';

export interface Attribute {
  readonly accepts: (value: string) => boolean;
  /** Completes *expected …*. */
  readonly expected: string;
  /** The few right values, if that is what they are. */
  readonly choices?: readonly string[];
}

const wait = (example: string): Attribute => ({
  accepts: (value) => parseWait(value) !== undefined,
  expected: `a time such as \`${example}\`, at most \`24h\``,
});

const slugForm = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const slug = (example: string): Attribute => ({
  accepts: (value) => slugForm.test(value),
  expected: `lower-case letters, digits and hyphens, such as \`${example}\``,
});

const risks = ['read-only', 'mutating', 'destructive'];

/** Attributes with a value. */
export const attributes = {
  name: slug('list-nodes'),
  risk: {
    accepts: (value) => risks.includes(value),
    expected: '`read-only`, `mutating` or `destructive`',
    choices: risks,
  },
  timeout: wait('90s'),
  within: wait('30s'),
  every: wait('500ms'),
  stays: wait('10s'),
  exit: {
    accepts: (value) => value === 'failure' || (/^\d{1,3}$/.test(value) && Number(value) <= 255),
    expected: 'a number from `0` to `255`, or `failure`',
    choices: ['failure'],
  },
  duration: {
    accepts: (value) => readDurationLimit(value) !== undefined,
    expected: 'a limit such as `duration="at most 2s"` or `duration="between 1s and 3s"`',
  },
  skip: {
    accepts: (value) => value.trim() !== '',
    expected: 'a reason, such as `skip="needs a second data centre"`',
  },
  branch: {
    accepts: (value) => slugForm.test(value) && value !== 'none',
    expected: 'lower-case letters, digits and hyphens, such as `no-quorum`, and not `none`',
  },
  before: slug('list-nodes'),
} as const satisfies Readonly<Record<string, Attribute>>;

export type AttributeName = keyof typeof attributes;
export const attributeNames = Object.keys(attributes) as readonly AttributeName[];

/** Attributes that are a word alone. */
export type FlagName = 'background' | 'run';

export type AttributeWords = ReadonlyMap<AttributeName | FlagName, InfoWord>;

/** `shell` runs because of its language; `code` (Python, JavaScript) because of the word `run`. */
export type BlockKind = 'shell' | 'code' | 'console';

/** Undefined for what is no limit of a duration. */
export function readDurationLimit(text: string): Condition | undefined {
  const read = readCondition(text.trim(), 'duration');
  return 'condition' in read && read.condition.kind !== 'other-than' ? read.condition : undefined;
}
