// A JSON sample becomes a pattern: objects are subsets, strings may be placeholders, an item "..." is any items.
import type { JsonPattern } from '../model/expectation.ts';
import type { SourceSpan } from '../model/source.ts';
import { type CaptureNote, noteIfCapture } from './captures.ts';
import type { ParseCode } from './codes.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { type JsonSource, JsonSyntaxError, parseJsonSource } from './json-source.ts';
import { type Pieces, splitPlaceholders } from './placeholder.ts';
import { spanInLine } from './source-text.ts';

/** Undefined: the sample is no JSON, and that has been complained about. */
export function readJsonPattern(
  fence: Fence,
  complain: Complain,
  noteCapture: CaptureNote,
): JsonPattern | undefined {
  const place = (offset: number, length: number): SourceSpan => placeInFence(fence, offset, length);
  try {
    const source = parseJsonSource(fence.content.join('\n'));
    return new PatternReader(place, complain, noteCapture).pattern(source);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const span = place(error.offset, error.length);
    complain('parse/json-syntax', span, error.message, escapeHint(error.message));
    return undefined;
  }
}

function escapeHint(message: string): string | undefined {
  return message.includes('`\\<`') ? 'in JSON a literal `<` is written `\\\\<`' : undefined;
}

function placeInFence(fence: Fence, offset: number, length: number): SourceSpan {
  let rest = offset;
  let index = 0;
  for (const line of fence.content) {
    if (rest <= line.length || index === fence.content.length - 1) break;
    rest -= line.length + 1;
    index++;
  }
  // An empty sample has no line to point at, so the fence itself is named.
  if (fence.content.length === 0) {
    return spanInLine(
      fence.line,
      fence.span.column,
      fence.languageSpan.endColumn - fence.span.column,
    );
  }
  return spanInLine(fence.line + 1 + index, (fence.columns[index] ?? 1) + rest, length);
}

class PatternReader {
  readonly #place: (offset: number, length: number) => SourceSpan;
  readonly #complain: Complain;
  readonly #noteCapture: CaptureNote;

  constructor(
    place: (offset: number, length: number) => SourceSpan,
    complain: Complain,
    noteCapture: CaptureNote,
  ) {
    this.#place = place;
    this.#complain = complain;
    this.#noteCapture = noteCapture;
  }

  pattern(source: JsonSource): JsonPattern {
    switch (source.kind) {
      case 'object':
        return this.#object(source);
      case 'array':
        return {
          kind: 'array',
          items: source.items.map((item) =>
            item.kind === 'scalar' && item.value === '...'
              ? ({ kind: 'rest' } as const)
              : this.pattern(item),
          ),
        };
      case 'scalar':
        return typeof source.value === 'string'
          ? this.#string(source, source.value)
          : {
              kind: 'literal',
              value: source.value,
              ...(source.digits !== undefined && { source: source.digits }),
            };
    }
  }

  #object(source: Extract<JsonSource, { kind: 'object' }>): JsonPattern {
    const seen = new Set<string>();
    for (const { key, keyOffset, keyLength } of source.members) {
      const span = this.#place(keyOffset, keyLength);
      if (seen.has(key)) {
        this.#complain(
          'parse/json-duplicate-key',
          span,
          `Unexpected second member \`${key}\`, expected each name once`,
        );
      }
      seen.add(key);
      const { pieces, problems } = splitPlaceholders(key);
      if (key === '...' || problems.length > 0 || pieces.some((p) => p.kind === 'placeholder')) {
        this.#complain(
          'parse/placeholder-place',
          span,
          `Unexpected \`${key}\` as a member name, expected a literal name`,
          'members that the sample does not name are ignored already',
        );
      }
    }
    return {
      kind: 'object',
      members: source.members.map(({ key, value }) => [key, this.pattern(value)] as const),
    };
  }

  #string(source: JsonSource, value: string): JsonPattern {
    const span = this.#place(source.offset, source.length);
    if (value === '...') {
      this.#complain(
        'parse/placeholder-place',
        span,
        'Unexpected `"..."`, expected it as an item of an array',
        'write `"<any>"` for one value that varies',
      );
      return { kind: 'literal', value };
    }
    // `"\\\\..."` is a string that really is `...`.
    if (/^\\+\.\.\.$/.test(value)) return { kind: 'literal', value: value.slice(1) };
    const { pieces, problems } = splitPlaceholders(value);
    this.#reportProblems(source, value, problems);
    const [only] = pieces;
    if (pieces.length === 1 && only?.kind === 'placeholder') {
      noteIfCapture(only.placeholder, span, this.#noteCapture);
      return { kind: 'placeholder', placeholder: only.placeholder };
    }
    const inside = pieces.find((piece) => piece.kind === 'placeholder');
    if (inside !== undefined) {
      this.#complain(
        'parse/placeholder-place',
        span,
        `Unexpected text beside \`${inside.placeholder.source}\`, expected the placeholder alone in its string`,
        `write \`"<string>"\`, or \`\\\\${inside.placeholder.source}\` where the output really says so`,
      );
    }
    return {
      kind: 'literal',
      value: pieces.map((p) => (p.kind === 'literal' ? p.text : '')).join(''),
    };
  }

  /** Offsets inside a string are exact unless the string holds escapes; then the whole string is named. */
  #reportProblems(source: JsonSource, value: string, problems: Pieces['problems']): void {
    const exact = source.length === value.length + 2;
    for (const problem of problems) {
      const span = exact
        ? this.#place(source.offset + 1 + problem.offset, problem.length)
        : this.#place(source.offset, source.length);
      const code: ParseCode = problem.code;
      const hint = problem.hint?.replace('write `\\<', 'write `\\\\<');
      this.#complain(code, span, problem.message, hint);
    }
  }
}
