import type { SourceSpan } from './source.ts';

/** What a placeholder accepts when it stands for a varying value. */
export type ValueType =
  /** Anything: in text the shortest run of characters on the line, in JSON any value. */
  | 'any'
  /** One run of characters without white space; in JSON a string without white space. */
  | 'word'
  /** In text the same as `any`; in JSON any string. */
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  /** RFC 3339 date and time, e.g. `2026-01-05T10:00:00.004Z`. */
  | 'timestamp'
  /** `250ms`, `1.5s`, `10m`, `2h`. */
  | 'duration'
  /** `512`, `12Ki`, `1.5 GiB`, `20 MB`: a number of bytes, compared whatever its unit. */
  | 'bytes'
  /** `55%`, `0.3 %`; compared as the number before the sign. */
  | 'percent'
  /** Like `word`, and masked in everything that the runner prints or writes. */
  | 'secret';

/** A literal, or the value of a shell variable that an earlier step captured (`$NAME`). */
export type Operand =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string };

/** A condition written inside a placeholder, in words: `<number below 0.20>`. Numeric unless `other-than` or `equal-to`. */
export type Condition =
  | {
      readonly kind: 'below' | 'above' | 'at-most' | 'at-least' | 'other-than';
      readonly operand: Operand;
    }
  | { readonly kind: 'between'; readonly low: Operand; readonly high: Operand }
  /** `near 0.5 within 0.05` (in the value's own unit) or `near 100 within 5%` (of `operand`). */
  | {
      readonly kind: 'near';
      readonly operand: Operand;
      readonly tolerance: { readonly kind: 'absolute' | 'relative'; readonly text: string };
    };

/**
 * A readable mark where a value varies: `<[NAME] [type] [condition]>`.
 * Upper-case NAME captures what matched into a shell variable for the later steps.
 * `<$NAME>` accepts exactly the value that was captured before.
 */
export interface Placeholder {
  readonly type: ValueType;
  readonly capture?: string;
  readonly condition?: Condition;
  /** Set for `<$NAME>`: the output must equal this variable. */
  readonly equals?: Operand;
  /** As written, with its brackets. */
  readonly source: string;
}

/** One line of an expected text: literal pieces and placeholders in turn, or `...` for any lines. */
export type TextLine =
  | { readonly kind: 'any-lines'; readonly line: number }
  | {
      readonly kind: 'pieces';
      readonly pieces: readonly (string | Placeholder)[];
      /** Line of the Markdown file. */
      readonly line: number;
      readonly source: string;
    };

/** An expected JSON value. Objects are subsets; arrays match in order and length unless they hold a `rest`. */
export type JsonPattern =
  /** `source`, of a number only: as written, since a JavaScript number does not hold every digit. Absent: as `value` prints. */
  | {
      readonly kind: 'literal';
      readonly value: string | number | boolean | null;
      readonly source?: string;
    }
  | { readonly kind: 'placeholder'; readonly placeholder: Placeholder }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonPattern])[] }
  /** An item of kind `rest` (written `"..."`) stands for any number of items. */
  | {
      readonly kind: 'array';
      readonly items: readonly (JsonPattern | { readonly kind: 'rest' })[];
    };

/** Where an expectation looks. Default in a page: `stdout`. */
export type OutputStream = 'stdout' | 'stderr';

/** What must hold for a step. `span` is the place that a failure names. */
export type Expectation =
  /** The output, line by line, trailing white space ignored. */
  | {
      readonly kind: 'text';
      readonly stream: OutputStream;
      readonly lines: readonly TextLine[];
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** None of these lines occurs anywhere in the output, not even as a part of a line. */
  | {
      readonly kind: 'absent';
      readonly stream: OutputStream;
      readonly lines: readonly Extract<TextLine, { kind: 'pieces' }>[];
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** The whole output, line ends trimmed, matches this ECMAScript expression (flags `msu`, anchored at both ends). */
  | {
      readonly kind: 'regex';
      readonly stream: OutputStream;
      readonly pattern: string;
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** The output is JSON, and each of these jq filters yields something, and nothing but `true`. */
  | {
      readonly kind: 'jq';
      readonly stream: OutputStream;
      readonly filters: readonly { readonly line: number; readonly source: string }[];
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** The output is one JSON document that has at least this. */
  | {
      readonly kind: 'json';
      readonly stream: OutputStream;
      readonly pattern: JsonPattern;
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** Exit code; 0 unless the step says otherwise. `failure`: any but 0, a death by signal included. */
  | {
      readonly kind: 'exit-code';
      readonly code: number | 'failure';
      readonly span: SourceSpan;
    }
  /** How long one attempt may or must take, by the monotonic clock. Operands are durations. */
  | {
      readonly kind: 'duration';
      readonly condition: Condition;
      readonly span: SourceSpan;
      readonly source: string;
    };
