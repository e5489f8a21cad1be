// The words after a step's language become its attributes.
import type { Condition, Expectation } from '../model/expectation.ts';
import type { Step, StepRisk } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { complainConflicts } from './attribute-conflicts.ts';
import {
  type Attribute,
  type AttributeName,
  type AttributeWords,
  attributeNames,
  attributes,
  type BlockKind,
  type FlagName,
  readDurationLimit,
} from './attribute-table.ts';
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import { parseWait } from './duration.ts';
import type { Fence } from './fence.ts';
import { type InfoWord, readInfoWords } from './info-string.ts';

/** Longest time for one attempt, in milliseconds, where a step says nothing. */
const defaultTimeoutMs = 60_000;
/** Pause between attempts, in milliseconds, where a step that is repeated says nothing. */
const defaultEveryMs = 500;
/** Time for a background step to be ready, in milliseconds, where it says nothing. */
const defaultReadyMs = 30_000;

export interface StepAttributes {
  readonly name?: string;
  readonly risk: StepRisk;
  readonly timeoutMs: number;
  readonly eventually?: NonNullable<Step['eventually']>;
  readonly stays?: NonNullable<Step['stays']>;
  readonly background?: NonNullable<Step['background']>;
  readonly exitCode: Extract<Expectation, { kind: 'exit-code' }>['code'];
  readonly duration?: Condition;
  readonly skipReason?: string;
  readonly branch?: NonNullable<Step['branch']>;
  /** Where the value of each stands; of a word alone, the word. */
  readonly spans: ReadonlyMap<AttributeName | FlagName, SourceSpan>;
}

/** A wrong attribute is complained about and counts as absent, so that the rest is still looked at. */
export function readAttributes(fence: Fence, kind: BlockKind, complain: Complain): StepAttributes {
  const { words, said } = readWords(fence, kind, complain);
  const text = (name: AttributeName): string | undefined => words.get(name)?.value;
  const ms = (name: AttributeName, otherwise: number): number =>
    parseWait(text(name) ?? '') ?? otherwise;
  const risk = (text('risk') ?? 'read-only') as StepRisk;
  complainConflicts({ kind, risk, words, said }, complain);
  const isBackground = words.has('background');
  const everyMs = ms('every', defaultEveryMs);
  const duration = readDurationLimit(text('duration') ?? '');
  const [name, skip, branch, before, exit] = (
    ['name', 'skip', 'branch', 'before', 'exit'] as const
  ).map(text);
  return {
    ...(name !== undefined && { name }),
    risk,
    timeoutMs: ms('timeout', defaultTimeoutMs),
    ...(words.has('within') &&
      !isBackground && { eventually: { withinMs: ms('within', 0), everyMs } }),
    ...(words.has('stays') && { stays: { forMs: ms('stays', 0), everyMs } }),
    ...(isBackground && { background: { readyWithinMs: ms('within', defaultReadyMs) } }),
    exitCode: exit === 'failure' ? exit : Number(exit ?? 0),
    ...(duration && { duration }),
    ...(skip !== undefined && { skipReason: skip.trim() }),
    ...(branch !== undefined && {
      branch: { name: branch, ...(before !== undefined && { leavesBefore: before }) },
    }),
    spans: new Map(
      [...words].map(([known, word]) => [
        known,
        word.value === undefined ? word.nameSpan : word.valueSpan,
      ]),
    ),
  };
}

function readWords(
  fence: Fence,
  kind: BlockKind,
  complain: Complain,
): {
  readonly words: AttributeWords;
  /** Names that stand there, with a right value or not. */
  readonly said: ReadonlySet<string>;
} {
  const words = new Map<AttributeName | FlagName, InfoWord>();
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
    const flag = flags(kind).find((known) => known === word.name);
    const name = attributeNames.find((known) => known === word.name);
    if (flag !== undefined) {
      if (word.value === undefined) words.set(flag, word);
      else complainFlagValue(word, complain);
    } else if (name === undefined) complainUnknown(word, kind, complain);
    else if (word.value === undefined || !attributes[name].accepts(word.value))
      complainValue(name, word, complain);
    else words.set(name, word);
  }
  return { words, said };
}

function flags(kind: BlockKind): readonly FlagName[] {
  return kind === 'code' ? ['run', 'background'] : ['background'];
}

function complainFlagValue(word: InfoWord, complain: Complain): void {
  complain(
    'parse/attribute-value',
    word.valueSpan,
    `Unexpected value \`${word.value}\` of \`${word.name}\`, expected the word alone`,
  );
}

function complainUnknown(word: InfoWord, kind: BlockKind, complain: Complain): void {
  const names = [...attributeNames, ...flags(kind)];
  const near = closestWord(word.name, names);
  complain(
    'parse/unknown-attribute',
    word.nameSpan,
    `Unexpected attribute \`${word.name}\`, expected ${listNames(near === undefined ? names : [near])}`,
    near === undefined ? unknownHint(word.name) : `did you mean \`${near}\`?`,
  );
}

function unknownHint(name: string): string | undefined {
  if (name === 'run') return 'a block of this language always runs';
  if (name === 'expect') return 'an expectation is a block of its own, such as `text expect`';
  return undefined;
}

function complainValue(name: AttributeName, word: InfoWord, complain: Complain): void {
  const { expected, choices = [] }: Attribute = attributes[name];
  if (word.value === undefined || word.value.trim() === '') {
    complain(
      'parse/attribute-value',
      word.nameSpan,
      `Unexpected \`${name}\` without a value, expected ${expected}`,
    );
    return;
  }
  const near = closestWord(word.value, choices);
  complain(
    'parse/attribute-value',
    word.valueSpan,
    `Unexpected value \`${word.value}\` of \`${name}\`, expected ${expected}`,
    near === undefined ? undefined : `did you mean \`${near}\`?`,
  );
}

function listNames(names: readonly string[]): string {
  if (names.length === 1) return `\`${names[0]}\``;
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
