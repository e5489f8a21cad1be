// What shell source is made of.

/** A variable inside a word. */
export interface ShellVariable {
  readonly name: string;
  readonly isQuoted: boolean;
  /** True if the expansion says what to do without a value: `${X:?}`, `${X:-y}`. */
  readonly isGuarded: boolean;
  /** Offset of what stands behind it in the word's `text`. */
  readonly endsAt: number;
}

/** Commands inside a word: `$(…)`, `<(…)` and backticks. */
export interface Substitution {
  readonly source: string;
  /** Offset in the whole source. */
  readonly start: number;
}

export interface ShellWord {
  readonly kind: 'word';
  /** Quotes undone; expansions as they are written. */
  readonly text: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
  readonly variables: readonly ShellVariable[];
  readonly substitutions: readonly Substitution[];
}

export interface ShellOperator {
  readonly kind: 'operator';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type ShellToken = ShellWord | ShellOperator;

/** Thrown where the source cannot be read, such as at a quote that nothing closes. */
export class UnreadableShell extends Error {}
