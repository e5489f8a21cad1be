import type { Expectation } from './expectation.ts';
import type { Parameter } from './parameter.ts';
import type { SourceSpan } from './source.ts';

/** What a step does to the target. Shown on the page; a target's policy may refuse a class. */
export type StepRisk = 'read-only' | 'mutating' | 'destructive';

/** What reads the code: the page's shell itself, or a process of its own that the shell starts. */
export type StepLanguage = 'shell' | 'python' | 'node';

/** One shell block that runs. */
export interface Step {
  /** Unique in the file: the `name=` attribute, or `step-N` in document order, N from 1. */
  readonly id: string;
  /** Text of the nearest heading above, for people. */
  readonly title: string;
  readonly language: StepLanguage;
  /** The commands, byte for byte as a reader copies them. No final newline. */
  readonly code: string;
  /** Line of the first command in the Markdown file: the shell's own errors name it. */
  readonly codeLine: number;
  /** The opening fence line up to the closing one. */
  readonly span: SourceSpan;
  readonly risk: StepRisk;
  /** Longest time for one attempt, in milliseconds. Default 60,000. */
  readonly timeoutMs: number;
  /** Present: repeat until every expectation holds, or the deadline passes. */
  readonly eventually?: {
    /** Deadline over all attempts, in milliseconds, the attempt in flight included. */
    readonly withinMs: number;
    /** From the end of one attempt to the start of the next, in milliseconds. Default 500. */
    readonly everyMs: number;
  };
  /** Present: everything expected must hold in every attempt, for this long without a break. */
  readonly stays?: {
    /** In milliseconds, from the first attempt that holds. */
    readonly forMs: number;
    /** From the end of one attempt to the start of the next, in milliseconds. Default 500. */
    readonly everyMs: number;
  };
  /**
   * Present: runs in the background until the page's steps end. The step is over when everything expected holds for the
   * output so far, which must be within this time. Its exit code is judged only if it ends before that.
   */
  readonly background?: {
    /** In milliseconds. Default 30,000. */
    readonly readyWithinMs: number;
  };
  /** A command of a `console` transcript: standard error goes to standard output, as on a terminal. */
  readonly mergesStderr?: boolean;
  /**
   * Present: part of a branch, which runs on a target of its own, apart from the main path. `leavesBefore`, on a
   * branch's first step only: the branch leaves the main path before that step. Default: where it stands on the page.
   */
  readonly branch?: { readonly name: string; readonly leavesBefore?: string };
  /** Always holds at least the exit code. */
  readonly expectations: readonly Expectation[];
  /** Shell variables that the expectations capture, in order of appearance. */
  readonly captures: readonly string[];
  /** Present: the block does not run, and this is why. */
  readonly skipReason?: string;
}

/** `setup` and `teardown` frame the others; teardown runs whatever happened. */
export type SectionRole = 'setup' | 'body' | 'teardown';

/** A level-2 heading with its steps. Steps above the first such heading belong to a section with an empty title. */
export interface Section {
  readonly title: string;
  readonly role: SectionRole;
  readonly line: number;
  readonly steps: readonly Step[];
  /** True if a Markdown table stands in the section. Absent: none. */
  readonly hasTable?: boolean;
}

/** Short facts from the `runbook:` key of the front matter. */
export interface RunbookFacts {
  readonly risk: 'low' | 'medium' | 'high';
  /** Estimated time for a person, as written: `10m`, `1h30m`. */
  readonly duration: string;
  readonly prerequisites: readonly string[];
  /** One sentence: how to undo. */
  readonly rollback: string;
  /** Names of the alerts whose `runbook_url` leads here. */
  readonly alerts: readonly string[];
  /** Other URL slugs under which alerts know this page. */
  readonly aliases: readonly string[];
  /** Name of the fixture document that brings the target up and down. */
  readonly fixture?: string;
  /** For `--tag`. Default: none. */
  readonly tags: readonly string[];
  /** Values that the page needs, in the order of the front matter. */
  readonly parameters: readonly Parameter[];
  /** Deadline for all steps of one run, in milliseconds. Default 600,000. */
  readonly timeoutMs: number;
}

/** Facts from the `fixture:` key: this document is a fixture, it is never run alone. */
export interface FixtureFacts {
  /** Variable, captured in Setup, that holds the command prefix that enters the target. Absent: the local shell. */
  readonly shell?: string;
}

/** A page that was read. `runbook` and `fixture` both absent: a reference page, nothing of it runs. */
export interface Runbook {
  /** Path as the caller gave it. */
  readonly file: string;
  readonly title: string;
  /** SHA-256 of the file's bytes, hex: tells a reader of the report whether the page has changed since. */
  readonly sha256: string;
  readonly runbook?: RunbookFacts;
  readonly fixture?: FixtureFacts;
  readonly sections: readonly Section[];
}
