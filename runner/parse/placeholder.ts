// The placeholder grammar, used by text and JSON samples alike: `<[NAME] [type] [condition]>` and `<$NAME>`.
import type { Placeholder, ValueType } from '../model/expectation.ts';
import { valueTypes } from '../model/value-type.ts';
import { closestWord } from './closest-word.ts';
import type { ParseCode } from './codes.ts';
import { conditionWords, readCondition } from './condition.ts';
import { isReservedVariable } from './reserved-variables.ts';

/** A complaint about part of a text; `offset` counts characters from the text's beginning. */
export interface PlaceholderProblem {
  readonly code: ParseCode;
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
}

export type PlacedPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly placeholder: Placeholder; readonly offset: number };

export interface Pieces {
  readonly pieces: readonly PlacedPiece[];
  readonly problems: readonly PlaceholderProblem[];
}

/** Splits one line or one JSON string. `\<` stands for a literal `<`; other backslashes stand for themselves. */
export function splitPlaceholders(text: string): Pieces {
  const pieces: PlacedPiece[] = [];
  const problems: PlaceholderProblem[] = [];
  let literal = '';
  let position = 0;
  const flush = (): void => {
    if (literal !== '') pieces.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (const match of text.matchAll(candidate)) {
    const [all, slashes = '', source = '<'] = match;
    literal += text.slice(position, match.index) + '\\'.repeat(Math.floor(slashes.length / 2));
    position = match.index + all.length;
    const offset = match.index + slashes.length;
    if (slashes.length % 2 === 1) {
      literal += source;
      continue;
    }
    const read = readPlaceholder(source, offset);
    if (read === undefined) literal += source;
    else if ('problem' in read) problems.push(read.problem);
    else {
      flush();
      pieces.push({ kind: 'placeholder', placeholder: read.placeholder, offset });
    }
  }
  literal += text.slice(position);
  flush();
  return { pieces, problems };
}

/** Backslashes and what begins with `<`, up to its `>` if there is one before the next `<`. Looking back keeps a long run of backslashes linear. */
const candidate = /(?<!\\)(\\*)(<[^<>]*>?)/g;

export const variableName = /^[A-Z][A-Z0-9_]*$/;

type Read = { readonly placeholder: Placeholder } | { readonly problem: PlaceholderProblem };

/** Undefined: only a `<`, as in `a < b`, `<-` or `<3`. */
function readPlaceholder(source: string, offset: number): Read | undefined {
  const unclosed = !source.endsWith('>');
  if (!/^<[A-Za-z$_]/.test(source)) {
    const spaced = `<${source.slice(1, unclosed ? undefined : -1).trim()}>`;
    // `< integer >` can only be a slip; `a < b and c > d` is output.
    return spaced !== '<>' && isPlaceholder(spaced)
      ? { problem: unknown(source, offset, spaced) }
      : undefined;
  }
  if (unclosed) return readUnclosed(source, offset);
  return readInside(source, offset);
}

function isPlaceholder(source: string): boolean {
  return /^<[A-Za-z$_]/.test(source) && 'placeholder' in readInside(source, 0);
}

function readUnclosed(source: string, offset: number): Read | undefined {
  const word = /^<\$?(\w+)/.exec(source)?.[1] ?? '';
  if (!valueTypes.includes(word as ValueType) && !source.startsWith('<$')) return undefined;
  return {
    problem: {
      code: 'parse/unknown-placeholder',
      offset,
      length: word.length + 1,
      message: `Unexpected end of line after \`${source.trimEnd()}\`, expected \`>\``,
      hint: 'close the placeholder, or write `\\<` where the output really says `<`',
    },
  };
}

function readInside(source: string, offset: number): Read {
  const inside = source.slice(1, -1);
  const variable = /^\$(\w+)$/.exec(inside)?.[1];
  if (variable !== undefined && variableName.test(variable)) {
    const equals = { kind: 'variable', name: variable } as const;
    return { placeholder: { type: 'any', equals, source } };
  }
  const name = /^[A-Z][A-Z0-9_]*(?=\s|$)/.exec(inside)?.[0];
  const afterName = skipWord(inside, 0, name);
  const typeWord = /^[a-z]+(?=\s|$)/.exec(inside.slice(afterName))?.[0];
  const type = valueTypes.find((known) => known === typeWord);
  const start = skipWord(inside, afterName, type);
  if (name !== undefined && isReservedVariable(name)) {
    return { problem: reserved(name, offset + 1) };
  }
  const rest = inside.slice(start);
  if (rest === '') {
    const capture = name === undefined ? {} : { capture: name };
    return { placeholder: { type: type ?? 'any', ...capture, source } };
  }
  const isCondition = conditionWords.includes(/^[a-z]*/.exec(rest)?.[0] ?? '');
  if (!isCondition && type === undefined) return { problem: unknown(source, offset) };
  const read = readCondition(rest, type);
  if ('problem' in read) {
    const at = offset + 1 + start + read.offset;
    return {
      problem: {
        code: 'parse/placeholder-condition',
        offset: at,
        length: read.length,
        message: read.problem,
        ...(read.hint && { hint: read.hint }),
      },
    };
  }
  return {
    placeholder: {
      type: read.type,
      condition: read.condition,
      ...(name !== undefined && { capture: name }),
      source,
    },
  };
}

/** Index of what follows `word` and the space after it. */
function skipWord(text: string, start: number, word: string | undefined): number {
  if (word === undefined) return start;
  const after = start + word.length;
  return after + (/^\s*/.exec(text.slice(after))?.[0].length ?? 0);
}

function unknown(source: string, offset: number, meant?: string): PlaceholderProblem {
  const words = source.slice(1, -1).trim().split(/\s+/);
  const wrong = words.find((word) => !variableName.test(word)) ?? '';
  const near = meant ?? suggest(source, wrong);
  return {
    code: 'parse/unknown-placeholder',
    offset,
    length: source.length,
    message: `Unexpected \`${source}\`, expected a placeholder such as \`<word>\`, \`<integer>\` or \`<NAME>\``,
    hint:
      near === undefined
        ? `write \`\\${source}\` where the output really says \`${source}\``
        : `did you mean \`${near}\`?`,
  };
}

function suggest(source: string, wrong: string): string | undefined {
  if (/^<\$\w+>$/.test(source))
    return isPlaceholder(source.toUpperCase()) ? source.toUpperCase() : undefined;
  const near = closestWord(wrong, [...valueTypes, ...conditionWords]);
  if (near === undefined) return undefined;
  const meant = source.replace(wrong, near);
  return isPlaceholder(meant) ? meant : undefined;
}

function reserved(name: string, offset: number): PlaceholderProblem {
  return {
    code: 'parse/reserved-variable',
    offset,
    length: name.length,
    message: `Unexpected capture into \`${name}\`, expected a variable that the shell does not use itself`,
    hint: `choose another name, such as \`THE_${name}\``,
  };
}
