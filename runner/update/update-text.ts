// A text sample for what the step printed: lines that hold stay, lines that changed follow, marks of any lines stay.
import type { TextLine } from '../model/expectation.ts';
import { type AlignStep, align, alike } from './align.ts';
import { isAssertion } from './assertion.ts';
import { type LiteralContext, lineLiteral } from './literal.ts';
import { rewriteLine } from './rewrite-line.ts';
import { likenessOf, shareOf, splitTokens } from './tokens.ts';
import type { PiecesLine, UpdateTools, Variables } from './tools.ts';

/** One line of the new sample. */
export interface SampleLine {
  /** Content line of the old sample, from 0. Absent: the line is new. */
  readonly from?: number;
  /** Absent: as it was. */
  readonly text?: string;
  /** Why the line does not hold and still stands there; `observed` is what it is, if anything is. */
  readonly undecided?: { readonly reason: string; readonly observed?: string };
}

export interface TextUpdate {
  readonly lines: readonly SampleLine[];
}

export type TextContext = LiteralContext & {
  readonly tools: Pick<UpdateTools, 'isLiteral' | 'rejectValue' | 'matchLine'>;
};

/** `expected`: what the sample means; `firstLine`: line of the page on which its content begins. */
export function updateText(
  expected: readonly TextLine[],
  observed: readonly string[],
  { firstLine, ...context }: TextContext & { readonly firstLine: number },
): TextUpdate {
  const first = alignLines(expected, observed, context);
  // What the lines that hold have captured, the lines below them may use.
  const known = { ...context.variables, ...capturedBy(first, expected, observed, context) };
  const later = { ...context, variables: known };
  const steps = alignLines(expected, observed, later);
  if (steps === undefined) {
    const undecided = { reason: 'The output is too long, and too far from the sample' };
    return { lines: expected.map(({ line }) => ({ from: line - firstLine, undecided })) };
  }
  const writer = new LineWriter(expected, observed, { ...later, firstLine });
  return { lines: writer.writeAll(steps) };
}

function alignLines(
  expected: readonly TextLine[],
  observed: readonly string[],
  context: TextContext,
): readonly AlignStep[] | undefined {
  const held = new Map<number, boolean>();
  const tokens = new Map<string, readonly string[]>();
  const tokensOf = (text: string): readonly string[] => {
    const known = tokens.get(text) ?? splitTokens(text);
    tokens.set(text, known);
    return known;
  };
  return align({
    expected: expected.map(({ kind }) => (kind === 'pieces' ? 'item' : 'rest')),
    observed: observed.length,
    holds: (row, column) => {
      const key = row * observed.length + column;
      const known = held.get(key) ?? matches(expected[row], observed[column], context);
      held.set(key, known);
      return known;
    },
    likeness: (row, column) => {
      const line = expected[row];
      if (line?.kind !== 'pieces') return undefined;
      return likenessTo(line, observed[column] ?? '', { ...context, tokensOf });
    },
  });
}

/** Undefined: a line whose words are gone would be left with nothing but its placeholders, which accept too much. */
function likenessTo(
  line: PiecesLine,
  text: string,
  {
    tools,
    variables,
    tokensOf,
  }: TextContext & { readonly tokensOf: (text: string) => readonly string[] },
): number | undefined {
  const match = tools.matchLine(line, text, variables);
  // The shape is right and a value is not: this is the line, whatever it says.
  if (match.kind === 'mismatch' && match.reason !== undefined) return 1;
  const words = line.pieces.flatMap((piece) => (typeof piece === 'string' ? tokensOf(piece) : []));
  const wild = line.pieces.filter((piece) => typeof piece !== 'string').length;
  if (wild > 0 && shareOf(words, tokensOf(text)) < alike) return undefined;
  return likenessOf(words, tokensOf(text), wild);
}

function matches(
  line: TextLine | undefined,
  text: string | undefined,
  context: TextContext,
): boolean {
  if (line?.kind !== 'pieces' || text === undefined) return false;
  return context.tools.matchLine(line, text, context.variables).kind === 'match';
}

function capturedBy(
  steps: readonly AlignStep[] | undefined,
  expected: readonly TextLine[],
  observed: readonly string[],
  { tools, variables }: TextContext,
): Variables {
  const pairs = (steps ?? []).flatMap((step) => {
    const line = step.kind === 'keep' ? expected[step.expected] : undefined;
    if (step.kind !== 'keep' || line?.kind !== 'pieces') return [];
    const match = tools.matchLine(line, observed[step.observed] ?? '', variables);
    return match.kind === 'match' ? match.captured : [];
  });
  return Object.fromEntries(pairs);
}

class LineWriter {
  readonly #expected: readonly TextLine[];
  readonly #observed: readonly string[];
  readonly #context: TextContext & { readonly firstLine: number };
  readonly #firstRest: number;
  readonly #lastRest: number;

  constructor(
    expected: readonly TextLine[],
    observed: readonly string[],
    context: TextContext & { readonly firstLine: number },
  ) {
    this.#expected = expected;
    this.#observed = observed;
    this.#context = context;
    this.#firstRest = expected.findIndex(({ kind }) => kind === 'any-lines');
    this.#lastRest = expected.findLastIndex(({ kind }) => kind === 'any-lines');
  }

  writeAll(steps: readonly AlignStep[]): readonly SampleLine[] {
    const written = steps.map((step) => ({ step, lines: this.#write(step) }));
    // What stays undecided stays in the place of what was observed there, which is then not written besides.
    for (const [index, { step, lines }] of written.entries()) {
      if (step.kind !== 'drop' || lines[0]?.undecided === undefined) continue;
      const added = nearestAdded(written, index);
      const { lines: [other] = [] } = added ?? {};
      if (added === undefined || other === undefined) continue;
      const observed = this.#observed[added.observed] ?? '';
      written[index] = {
        step,
        lines: lines.map((line) => ({
          ...line,
          undecided: { reason: line.undecided?.reason ?? '', observed },
        })),
      };
      written[added.index] = { step: added.step, lines: [] };
    }
    return written.flatMap(({ lines }) => lines);
  }

  #write(step: AlignStep): readonly SampleLine[] {
    switch (step.kind) {
      case 'keep':
      case 'rest':
        return [{ from: this.#contentLine(step.expected) }];
      case 'add':
        return [this.#add(this.#observed[step.observed] ?? '')];
      case 'drop':
        return this.#drop(step.expected);
      case 'change':
        return [this.#change(step.expected, this.#observed[step.observed] ?? '')];
    }
  }

  #add(text: string): SampleLine {
    // Written out, it would be accepted where the sample says that it must not be.
    const refused = this.#refusal(text);
    if (refused !== undefined) return { undecided: { reason: refused, observed: text } };
    const written = lineLiteral(text, this.#context);
    if (written.kind === 'text') return { text: written.text };
    return { undecided: { reason: written.reason, observed: text } };
  }

  /** Why a line of the sample, which has the shape of this one, does not accept it. */
  #refusal(text: string): string | undefined {
    const { tools, variables } = this.#context;
    for (const line of this.#expected) {
      if (line.kind !== 'pieces' || !line.pieces.some(isAssertion)) continue;
      const match = tools.matchLine(line, text, variables);
      if (match.kind === 'mismatch' && match.reason !== undefined) return match.reason;
    }
    return undefined;
  }

  /** Gone without a trace only where the sample says all that there is, and the line asserted nothing else. */
  #drop(row: number): readonly SampleLine[] {
    const line = this.#expected[row];
    if (line?.kind !== 'pieces') return [];
    if (this.#firstRest < 0 && !line.pieces.some(isAssertion)) return [];
    const wanted = line.source.trim();
    const reason = `No line of the output is \`${wanted}\``;
    return [{ from: this.#contentLine(row), undecided: { reason } }];
  }

  #change(row: number, observed: string): SampleLine {
    const from = this.#contentLine(row);
    const line = this.#expected[row];
    if (line?.kind !== 'pieces') return { from };
    if (this.#isFloating(row) && this.#likeness(line, observed) < alike) {
      const reason = `No line of the output is \`${line.source.trim()}\``;
      return { from, undecided: { reason } };
    }
    const rewritten = rewriteLine(line, observed, this.#context);
    if (rewritten.kind === 'impossible') {
      return { from, undecided: { reason: rewritten.reason, observed } };
    }
    const { text, undecided: reason } = rewritten;
    const isSame = text === line.source;
    return {
      from,
      ...(!isSame && { text }),
      ...(reason !== undefined && { undecided: { reason, observed } }),
    };
  }

  #likeness(line: PiecesLine, observed: string): number {
    return likenessTo(line, observed, { ...this.#context, tokensOf: splitTokens }) ?? 0;
  }

  /** Between two marks of any lines no place is the line's own. */
  #isFloating(row: number): boolean {
    return this.#firstRest >= 0 && row > this.#firstRest && row < this.#lastRest;
  }

  #contentLine(row: number): number {
    return (this.#expected[row]?.line ?? 0) - this.#context.firstLine;
  }
}

/** The nearest line that was added with nothing that holds or changes in between. */
function nearestAdded(
  written: readonly { readonly step: AlignStep; readonly lines: readonly SampleLine[] }[],
  from: number,
):
  | {
      readonly index: number;
      readonly observed: number;
      readonly step: AlignStep;
      readonly lines: readonly SampleLine[];
    }
  | undefined {
  for (const direction of [1, -1]) {
    for (let index = from + direction; ; index += direction) {
      const at = written[index];
      if (at === undefined || (at.step.kind !== 'add' && at.step.kind !== 'drop')) break;
      if (at.step.kind === 'add' && at.lines.length > 0) {
        return { index, observed: at.step.observed, step: at.step, lines: at.lines };
      }
    }
  }
  return undefined;
}
