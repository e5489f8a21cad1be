// Breaks styled text into lines. Only white space breaks; a word that is too long stands on a line of its own.
import { cutToWidth, textWidth } from './text-width.ts';

export type Paint = (text: string) => string;

/** Text of one look. `\n` in it is a forced break. */
export interface Run {
  readonly text: string;
  readonly paint: Paint;
}

/** Runs without white space between them. */
type Word = readonly Run[];
type Token = Word | 'break';

export interface WrapOptions {
  /** Columns of a line, indents included. */
  readonly width: number;
  /** Cut words that are longer than a line; else they stand out, whole, so that they can be copied. Default false. */
  readonly cutsWords?: boolean;
}

/** A space that does not break; it is shown as a plain one. */
export const unbroken = '\u00a0';

/** One painted line each; no line for text without a word. */
export function wrap(runs: readonly Run[], { width, cutsWords = false }: WrapOptions): string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  const flush = (): void => {
    lines.push(line.replaceAll(unbroken, ' '));
    line = '';
    taken = 0;
  };
  for (const token of tokensOf(runs)) {
    if (token === 'break') {
      flush();
      continue;
    }
    for (const word of cutsWords ? cutWord(token, width) : [token]) {
      const size = widthOf(word);
      if (taken > 0 && taken + 1 + size > width) flush();
      line += (taken > 0 ? ' ' : '') + word.map(({ text, paint }) => paint(text)).join('');
      taken += (taken > 0 ? 1 : 0) + size;
    }
  }
  if (taken > 0) flush();
  return lines;
}

export function widthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { text }) => sum + textWidth(text), 0);
}

function tokensOf(runs: readonly Run[]): readonly Token[] {
  const tokens: Token[] = [];
  let word: Run[] = [];
  const endWord = (): void => {
    if (word.length > 0) tokens.push(word);
    word = [];
  };
  for (const { text, paint } of runs) {
    for (const piece of text.split(/(\n|[ \t]+)/)) {
      if (piece === '') continue;
      if (/^[ \t]+$/.test(piece)) endWord();
      else if (piece === '\n') {
        endWord();
        tokens.push('break');
      } else word.push({ text: piece, paint });
    }
  }
  endWord();
  return tokens;
}

function cutWord(word: Word, width: number): readonly Word[] {
  if (widthOf(word) <= width) return [word];
  return word.flatMap(({ text, paint }) =>
    cutToWidth(text, width).map((piece) => [{ text: piece, paint }]),
  );
}
