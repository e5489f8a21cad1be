// JSON with positions: `JSON.parse` cannot say where on the page a value stands, nor see a member that is named twice.

export type JsonSource = { readonly offset: number; readonly length: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonSource[] }
  /** `digits`: a number as written. */
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly digits?: string;
    }
);

interface JsonMember {
  readonly key: string;
  readonly keyOffset: number;
  readonly keyLength: number;
  readonly value: JsonSource;
}

/** Deeper samples are mistakes, and would exhaust the stack of everything that walks them. */
const deepest = 200;

/** Where and why a text is not JSON. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  readonly length: number;
  constructor(message: string, offset: number, length: number) {
    super(message);
    this.offset = offset;
    this.length = length;
  }
}

/** Throws `JsonSyntaxError`. Line ends in `text` are LF. */
export function parseJsonSource(text: string): JsonSource {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonSource {
    this.#skipSpace();
    if (depth > deepest) this.#fail(`at most ${deepest} levels`);
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    const offset = this.#at;
    const value = next === '"' ? this.#string('a value') : this.#word();
    const length = this.#at - offset;
    const digits = typeof value === 'number' && { digits: this.#text.slice(offset, this.#at) };
    return { kind: 'scalar', value, ...digits, offset, length };
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail('the end of the sample');
  }

  #object(depth: number): JsonSource {
    const offset = this.#at++;
    const members: JsonMember[] = [];
    this.#skipSpace();
    if (!this.#take('}')) {
      do {
        this.#skipSpace();
        const keyOffset = this.#at;
        const key = this.#string('a member name in double quotes');
        const keyLength = this.#at - keyOffset;
        this.#skipSpace();
        if (!this.#take(':')) this.#fail('`:`');
        members.push({ key, keyOffset, keyLength, value: this.value(depth + 1) });
        this.#skipSpace();
      } while (this.#take(','));
      if (!this.#take('}')) this.#fail('`,` or `}`');
    }
    return { kind: 'object', members, offset, length: this.#at - offset };
  }

  #array(depth: number): JsonSource {
    const offset = this.#at++;
    const items: JsonSource[] = [];
    this.#skipSpace();
    if (!this.#take(']')) {
      do {
        items.push(this.value(depth + 1));
        this.#skipSpace();
      } while (this.#take(','));
      if (!this.#take(']')) this.#fail('`,` or `]`');
    }
    return { kind: 'array', items, offset, length: this.#at - offset };
  }

  #string(expected: string): string {
    const offset = this.#at;
    const match = this.#match(/"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    if (match === undefined) {
      if (this.#text[this.#at] !== '"') this.#fail(expected);
      // The quote is there, so what is wrong stands inside: point at it.
      this.#match(/"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y);
      this.#fail(this.#text[this.#at] === '\\' ? 'an escape that JSON knows' : 'a closing `"`');
    }
    const control = [...match].findIndex((character) => character < ' ');
    if (control >= 0) {
      throw new JsonSyntaxError(
        'Unexpected control character in a string, expected an escape such as `\\t`',
        offset + control,
        1,
      );
    }
    return String(JSON.parse(match));
  }

  #word(): number | boolean | null {
    const word = this.#match(
      /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)\b/y,
    );
    if (word === undefined) this.#fail('a value');
    return JSON.parse(word) as number | boolean | null;
  }

  #skipSpace(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(expected: string): never {
    const found = /^(?:[\w.+-]+|\\.|[^\n])/u.exec(this.#text.slice(this.#at, this.#at + 40))?.[0];
    const what = found === undefined ? 'end of the line' : `\`${found}\``;
    const name = this.#text.slice(this.#at).trim() === '' ? 'end of the sample' : what;
    throw new JsonSyntaxError(
      `Unexpected ${name}, expected ${expected}`,
      this.#at,
      found?.length ?? 0,
    );
  }
}
