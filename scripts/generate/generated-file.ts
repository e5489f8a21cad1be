// What a generator gives: the scripts write it, tests compare it with what is there.

export interface GeneratedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}
