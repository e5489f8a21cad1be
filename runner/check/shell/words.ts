// Shell source to tokens: words with their quotes undone, operators, line ends. Comments and here-documents are gone.
// It knows as much of bash as is needed to say what a command is, and gives up on what it does not understand.
import type { ShellOperator, ShellToken, ShellWord } from './token.ts';
import { readWord } from './word.ts';

const operator =
  /(?:\d*(?:<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())|&>>|&>|&&|\|\||;;&|;;|;&|\|&|[;&|()\n])/y;

const blankOrComment = /(?:[ \t]|\\\n)+|(?<![^\s;&|()])#[^\n]*/y;

/** Line ends are operators with the text `\n`. */
export function readTokens(source: string): readonly ShellToken[] {
  const tokens: ShellToken[] = [];
  let awaited: readonly string[] = [];
  let at = 0;
  while (at < source.length) {
    blankOrComment.lastIndex = at;
    const blank = blankOrComment.exec(source);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const token = readArithmetic(source, at) ?? readOperator(source, at) ?? readWord(source, at);
    const last = tokens.at(-1);
    if (token.kind === 'word' && last?.kind === 'operator' && /^\d*<<-?$/.test(last.text)) {
      awaited = [...awaited, `${last.text.endsWith('-') ? '\t' : ''}${token.text}`];
    }
    tokens.push(token);
    at = token.end;
    if (token.kind === 'operator' && token.text === '\n') {
      for (const delimiter of awaited) at = skipHereDocument(source, at, delimiter);
      awaited = [];
    }
  }
  return tokens;
}

function readOperator(source: string, at: number): ShellOperator | undefined {
  operator.lastIndex = at;
  const found = operator.exec(source);
  return found === null
    ? undefined
    : { kind: 'operator', text: found[0], start: at, end: at + found[0].length };
}

/** `((…))` and `[[…]]` are one word each: what looks like an operator in them is none. */
function readArithmetic(source: string, at: number): ShellWord | undefined {
  const close = source.startsWith('((', at) ? '))' : source.startsWith('[[ ', at) ? ' ]]' : '';
  if (close === '') return undefined;
  const end = source.indexOf(close, at);
  if (end < 0) return undefined;
  const text = source.slice(at, end + close.length);
  return {
    kind: 'word',
    text,
    start: at,
    end: at + text.length,
    isQuoted: false,
    variables: [],
    substitutions: [],
  };
}

/** A delimiter that begins with a tab stands for `<<-`. */
function skipHereDocument(source: string, from: number, delimiter: string): number {
  const mayIndent = delimiter.startsWith('\t');
  const wanted = mayIndent ? delimiter.slice(1) : delimiter;
  for (let at = from; at < source.length; ) {
    const newline = source.indexOf('\n', at);
    const end = newline < 0 ? source.length : newline;
    const line = source.slice(at, end);
    at = Math.min(end + 1, source.length);
    if ((mayIndent ? line.replace(/^\t+/, '') : line) === wanted) return at;
  }
  return source.length;
}
