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
  | 'duration';

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
  | { readonly kind: 'between'; readonly low: Operand; readonly high: Operand };

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
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'placeholder'; readonly placeholder: Placeholder }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonPattern])[] }
  /** An item of kind `rest` (written `"..."`) stands for any number of items. */
  | {
      readonly kind: 'array';
      readonly items: readonly (JsonPattern | { readonly kind: 'rest' })[];
    };

/** What must hold for a step. `span` is the place that a failure names. */
export type Expectation =
  /** Standard output, line by line, trailing white space ignored. */
  | {
      readonly kind: 'text';
      readonly lines: readonly TextLine[];
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** Standard output is one JSON document that has at least this. */
  | {
      readonly kind: 'json';
      readonly pattern: JsonPattern;
      readonly span: SourceSpan;
      readonly source: string;
    }
  /** Exit code; 0 unless the step says otherwise. */
  | { readonly kind: 'exit-code'; readonly code: number; readonly span: SourceSpan };
