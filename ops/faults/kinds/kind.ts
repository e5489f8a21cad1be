// What a kind of fault is, and the options that several kinds have.
import type { ClusterRecord } from '../../state/record.ts';
import type { Fault, FaultKind } from '../fault.ts';
import { readNodes } from '../words.ts';

/** Values by the long name of their option. */
export type Words = Readonly<Record<string, string | boolean | undefined>>;

export type FaultOption = {
  /** As the command line library takes it. */
  readonly flags: string;
  readonly description: string;
  /** Absent: the option must be given, unless it is a switch. */
  readonly value?: string;
};

export type KindOfFault = {
  readonly kind: FaultKind;
  /** What it does, as a verb phrase. */
  readonly summary: string;
  /** What ends when it is cleared. */
  readonly cleared: string;
  readonly options: readonly FaultOption[];
  /** Words after the kind. */
  readonly examples: readonly [string, ...string[]];
  readonly read: (words: Words, record: ClusterRecord) => readonly Fault[];
};

export const node: FaultOption = {
  flags: '--node <nodes>',
  description: 'nodes with commas, or all',
};

/** The value of an option; empty if it was not given. */
export const text = (words: Words, name: string): string => String(words[name] ?? '');

/** Those that `--node` names. */
export const nodes = (words: Words, record: ClusterRecord): readonly string[] =>
  readNodes(record, text(words, 'node'));
