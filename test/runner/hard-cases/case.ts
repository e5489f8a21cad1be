// What a hard case is, and how it is written down: a statement and what proves it.

export type Proof =
  /** A test whose name, or the name of one of its rows, is `name`. `file` from the root of the repository. */
  | { readonly kind: 'test'; readonly file: string; readonly name: string }
  /** A page of `pages/`: run as anybody would, its verdict and messages compared. */
  | { readonly kind: 'page'; readonly name: string }
  /** A page of `test/runner/samples/`: read and checked, its diagnostics compared. */
  | { readonly kind: 'sample'; readonly name: string }
  /** Nothing of the runner's: why, and who sees to it instead. */
  | { readonly kind: 'outside'; readonly reason: string };

export interface HardCase {
  /** What is hard, in the words of people who know it. */
  readonly name: string;
  /** At least one. */
  readonly proofs: readonly Proof[];
}

export interface CaseGroup {
  /** Of the list of hard cases, from 1; absent: rows of the edge table of the shell. */
  readonly number?: number;
  readonly title: string;
  readonly cases: readonly HardCase[];
}

export function hard(name: string, ...proofs: readonly Proof[]): HardCase {
  return { name, proofs };
}

export function group(number: number, title: string, ...cases: readonly HardCase[]): CaseGroup {
  return { number, title, cases };
}

/** `path` below `test/runner/`, with or without `.process`; without `.test.ts`. */
export function unit(path: string, name: string): Proof {
  return { kind: 'test', file: `test/runner/${path}.test.ts`, name };
}

export function process(path: string, name: string): Proof {
  return { kind: 'test', file: `test/runner/${path}.process.test.ts`, name };
}

/** A statement that every kind of shell is tested with: the local one, one behind ssh, one in a namespace. */
export function shell(subject: string, name: string): Proof {
  return { kind: 'test', file: `test/conformance/shell-${subject}.ts`, name };
}

export function site(path: string, name: string): Proof {
  return { kind: 'test', file: `test/site/${path}`, name };
}

export function page(...names: readonly string[]): Proof[] {
  return names.map((name) => ({ kind: 'page', name }));
}

export function sample(...names: readonly string[]): Proof[] {
  return names.map((name) => ({ kind: 'sample', name }));
}

export function outside(reason: string): Proof {
  return { kind: 'outside', reason };
}
