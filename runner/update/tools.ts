// What this phase needs of the others. It is handed in, so that a sample is read and judged by the very functions that
// read and judge pages, and this phase stays free of them.
import type { JsonPattern, Placeholder, TextLine } from '../model/expectation.ts';
import type { Observation } from '../model/observation.ts';
import type { Runbook, Step } from '../model/runbook.ts';
import type { Verdict } from '../model/verdict.ts';

export type Variables = Readonly<Record<string, string>>;

export type PiecesLine = Extract<TextLine, { kind: 'pieces' }>;

/** JSON with the place of every value in its text. */
export type JsonSource = { readonly offset: number; readonly length: number } & (
  | {
      readonly kind: 'object';
      readonly members: readonly { readonly key: string; readonly value: JsonSource }[];
    }
  | { readonly kind: 'array'; readonly items: readonly JsonSource[] }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
);

export interface UpdateTools {
  /** Undefined: the text is no page that may run. */
  readonly readPage: (text: string) => Runbook | undefined;
  readonly judge: (
    step: Step,
    observation: Observation,
    variables: Variables,
  ) => Verdict | Promise<Verdict>;
  /** The lines of an output as the matcher compares them. */
  readonly outputLines: (output: Uint8Array) => readonly string[];
  readonly decode: (output: Uint8Array) => string;
  /** Whether a sample that holds this text expects exactly this text. */
  readonly isLiteral: (text: string) => boolean;
  /** `reason`: the line has the right shape, and only a value is wrong. */
  readonly matchLine: (
    expected: PiecesLine,
    line: string,
    variables: Variables,
  ) =>
    | { readonly kind: 'match'; readonly captured: readonly (readonly [string, string])[] }
    | { readonly kind: 'mismatch'; readonly reason?: string };
  /** Undefined: accepted. */
  readonly rejectValue: (
    placeholder: Placeholder,
    text: string,
    variables: Variables,
  ) => string | undefined;
  /** Throws for what is no JSON. */
  readonly parseJsonSource: (text: string) => JsonSource;
  /** What does not hold, one sentence each. Undefined: the text is not one JSON document. */
  readonly compareJson: (
    pattern: JsonPattern,
    json: string,
    variables: Variables,
  ) => readonly string[] | undefined;
}

/** Where secrets stand in a text, in order and apart. */
export type FindSecrets = (
  text: string,
) => readonly { readonly from: number; readonly to: number; readonly name: string }[];
