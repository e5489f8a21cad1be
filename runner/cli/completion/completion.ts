// The words of completion: what may stand at the cursor, and who knows it.
import type { Command } from 'commander';

export interface Candidate {
  /** The whole word, what is typed of it included. */
  readonly value: string;
  /** For shells that show more than the word. */
  readonly about?: string;
  /** More of the same word follows: no blank after it. */
  readonly isOpen?: boolean;
}

export interface Completion {
  /** `files`: the words are paths, which a shell quotes and shows in its own way. */
  readonly kind: 'words' | 'files';
  readonly candidates: readonly Candidate[];
}

/** What is typed before the cursor. */
export interface Typed {
  readonly command: Command;
  readonly operands: readonly string[];
  /** Values by the long name of their option, `--` included. */
  readonly values: ReadonlyMap<string, string>;
}

/** Folders are always offered: the way to a file leads through them. */
export type FileKind = 'markdown' | 'json' | 'any' | 'folder';

export interface SourceCandidate extends Candidate {
  readonly isPath?: boolean;
}

export interface CompletionSources {
  readonly files: (kind: FileKind, current: string) => readonly SourceCandidate[];
  /** By the long name of the option. Empty: nothing is known. */
  readonly valuesOf: (
    option: string,
    current: string,
    typed: Typed,
  ) => Promise<readonly SourceCandidate[]>;
}
