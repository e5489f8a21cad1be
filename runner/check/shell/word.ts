// One word of shell source, quotes undone.
import { type ShellVariable, type ShellWord, type Substitution, UnreadableShell } from './token.ts';

export function readWord(source: string, start: number): ShellWord {
  const reader = new WordReader(source, start);
  reader.read();
  return reader.word();
}

const variableName = /[A-Za-z_]\w*/y;
const ansiQuoted = /\$'((?:[^\\']|\\[\s\S])*)'/y;

class WordReader {
  readonly #source: string;
  readonly #start: number;
  readonly #variables: ShellVariable[] = [];
  readonly #substitutions: Substitution[] = [];
  #at: number;
  #text = '';
  #isQuoted = false;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#start = start;
    this.#at = start;
  }

  read(): void {
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at] ?? '';
      // `a=(…)` is an array.
      if (character === '(' && /^\w+\+?=$/.test(this.#text))
        this.#take(closing(this.#source, this.#at));
      else if (/[<>]/.test(character) && this.#source[this.#at + 1] === '(') this.#command(1);
      else if (/[\s;&|()<>]/.test(character)) break;
      else this.#piece(character, false);
    }
    // A character that begins no word would be read for ever.
    if (this.#at === this.#start) throw new UnreadableShell();
  }

  word(): ShellWord {
    return {
      kind: 'word',
      text: this.#text,
      start: this.#start,
      end: this.#at,
      isQuoted: this.#isQuoted,
      variables: this.#variables,
      substitutions: this.#substitutions,
    };
  }

  #piece(character: string, isQuoted: boolean): void {
    if (character === '\\') this.#backslash(isQuoted);
    else if (character === "'" && !isQuoted) this.#single();
    else if (character === '"' && !isQuoted) this.#double();
    else if (character === '`') this.#backticks();
    else if (character === '$') this.#dollar(isQuoted);
    else this.#take(this.#at + 1);
  }

  #take(end: number): void {
    this.#text += this.#source.slice(this.#at, end);
    this.#at = end;
  }

  #backslash(isQuoted: boolean): void {
    const next = this.#source[this.#at + 1] ?? '';
    if (isQuoted && !'$`"\\\n'.includes(next)) this.#text += '\\';
    if (next !== '\n') this.#text += next;
    if (!isQuoted) this.#isQuoted = true;
    this.#at += 2;
  }

  #single(): void {
    const end = this.#find("'", this.#at + 1);
    this.#text += this.#source.slice(this.#at + 1, end);
    this.#isQuoted = true;
    this.#at = end + 1;
  }

  #double(): void {
    this.#isQuoted = true;
    this.#at++;
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined) throw new UnreadableShell();
      if (character === '"') break;
      this.#piece(character, true);
    }
    this.#at++;
  }

  #backticks(): void {
    const end = this.#find('`', this.#at + 1);
    this.#substitutions.push({
      source: this.#source.slice(this.#at + 1, end),
      start: this.#at + 1,
    });
    this.#take(end + 1);
  }

  #dollar(isQuoted: boolean): void {
    const starts = (text: string): boolean => this.#source.startsWith(text, this.#at);
    if (starts("$'") && !isQuoted) this.#ansi();
    else if (starts('$((')) this.#take(closing(this.#source, this.#at + 1));
    else if (starts('$(')) this.#command(1);
    else if (starts('${')) this.#parameter(isQuoted);
    else {
      variableName.lastIndex = this.#at + 1;
      const name = variableName.exec(this.#source)?.[0];
      this.#take(this.#at + 1 + (name?.length ?? 0));
      if (name !== undefined) this.#variable(name, isQuoted, false);
    }
  }

  /** `$'…'`: escapes stay as they are written. */
  #ansi(): void {
    ansiQuoted.lastIndex = this.#at;
    const found = ansiQuoted.exec(this.#source);
    if (found === null) throw new UnreadableShell();
    this.#text += found[1] ?? '';
    this.#isQuoted = true;
    this.#at += found[0].length;
  }

  #command(prefix: number): void {
    const open = this.#at + prefix;
    const end = closing(this.#source, open);
    this.#substitutions.push({ source: this.#source.slice(open + 1, end - 1), start: open + 1 });
    this.#take(end);
  }

  #parameter(isQuoted: boolean): void {
    const end = closing(this.#source, this.#at + 1);
    const inside = this.#source.slice(this.#at + 2, end - 1);
    this.#take(end);
    const [, name, rest = ''] = /^([A-Za-z_]\w*)(.*)$/s.exec(inside) ?? [];
    if (name !== undefined) this.#variable(name, isQuoted, /^:?[?=+-]/.test(rest));
  }

  #variable(name: string, isQuoted: boolean, isGuarded: boolean): void {
    this.#variables.push({ name, isQuoted, isGuarded, endsAt: this.#text.length });
  }

  #find(mark: string, from: number): number {
    const found = this.#source.indexOf(mark, from);
    if (found < 0) throw new UnreadableShell();
    return found;
  }
}

/** Offset behind the bracket that closes the one at `open`; quotes inside are respected. */
function closing(source: string, open: number): number {
  const [left, right] = source[open] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === "'" || character === '"') at = closingQuote(source, at);
    else if (character === left) depth++;
    else if (character === right && --depth === 0) return at + 1;
  }
  throw new UnreadableShell();
}

/** Offset of the quote that closes the one at `open`. */
function closingQuote(source: string, open: number): number {
  const quote = source[open];
  for (let at = open + 1; at < source.length; at++) {
    const character = source[at];
    if (character === quote) return at;
    if (quote === "'") continue;
    if (character === '\\') at++;
    else if (character === '$' && source[at + 1] === '(') at = closing(source, at + 1) - 1;
  }
  throw new UnreadableShell();
}
