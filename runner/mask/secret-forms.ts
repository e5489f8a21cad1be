// The ways in which a secret may stand in output: as it is, quoted for a shell or for JSON, URL-encoded, in base64.

/**
 * One way, as regular expressions for its units in turn (a character, or a run of backslashes). They are kept apart
 * so that a text that was cut in the middle of a secret can be recognised by its beginning.
 */
export type SecretForm = readonly string[];

/** Shorter pieces occur by chance. */
export const shortestPiece = 4;

// An expression of many thousand units is slow to compile; neighbouring pieces are masked as one.
const longestPiece = 2048;

export function formsOf(value: string): readonly SecretForm[] {
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  const texts = new Set([value, value.trim(), ...lines]);
  return [...texts]
    .filter((text) => text.length >= shortestPiece || text === value)
    .flatMap((text) => [...cut(spelledOut(text)), ...base64Forms(text)]);
}

function cut(form: SecretForm): readonly SecretForm[] {
  const pieces = Math.ceil(form.length / longestPiece);
  return Array.from({ length: pieces }, (_, index) =>
    form.slice(
      Math.floor((index * form.length) / pieces),
      Math.floor(((index + 1) * form.length) / pieces),
    ),
  );
}

/** Each character in any of its spellings. */
function spelledOut(text: string): SecretForm {
  return [...text.matchAll(/\\+|./gsu)].map(([unit]) => spell(unit));
}

function spell(unit: string): string {
  if (unit.startsWith('\\')) {
    const count = unit.length;
    return `(?:\\\\{${count},${8 * count}}|(?:%5[cC]){${count}})`;
  }
  const code = unit.codePointAt(0) ?? 0;
  const spellings = [...(special[unit] ?? []), percent(unit)];
  if (/\w/.test(unit)) return `(?:${[literally(unit), ...spellings].join('|')})`;
  const escapes = [hexEscape(unit), `\\\\{1,4}${octal(code)}`, byteEscapes(unit)];
  return `(?:${[...spellings, ...escapes, `\\\\{0,8}${literally(unit)}`].join('|')})`;
}

/** Spellings that follow from no rule. Line breaks come as `\n` and `\r\n`, whatever the secret has. */
const special: Readonly<Record<string, readonly string[]>> = {
  "'": [`'\\\\''`, `'"'"'`, '&#0?39;', '&apos;'],
  '"': ['&quot;', '&#0?34;'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  ' ': ['\\+'],
  '\t': ['\\\\{1,4}t'],
  '\r': ['\\\\{1,4}r'],
  '\n': ['\\r\\n', '\\\\{1,4}r\\\\{1,4}n', '\\\\{1,4}n', '%0[dD]%0[aA]'],
  '\b': ['\\\\{1,4}b'],
  '\f': ['\\\\{1,4}f'],
  '\v': ['\\\\{1,4}v'],
  '\x07': ['\\\\{1,4}a'],
  '\x1b': ['\\\\{1,4}[eE]'],
};

function percent(unit: string): string {
  return [...Buffer.from(unit)].map((byte) => `%${anyCase(hex(byte))}`).join('');
}

/** `\u00e9`, and `\x1b` as the runner's own output has it. */
function hexEscape(unit: string): string {
  const units = Array.from({ length: unit.length }, (_, index) => unit.charCodeAt(index));
  const long = units.map((code) => `\\\\{1,4}u${anyCase(hex(code, 4))}`).join('');
  const [only = 0] = units;
  return units.length === 1 && only <= 0xff ? `${long}|\\\\{1,4}x${anyCase(hex(only))}` : long;
}

/** `\303\251`, as bash writes what its locale cannot show. */
function byteEscapes(unit: string): string {
  const bytes = [...Buffer.from(unit)];
  return `${bytes.map((byte) => `\\\\{1,4}${octal(byte)}`).join('')}|${bytes.map((byte) => `\\\\{1,4}x${anyCase(hex(byte))}`).join('')}`;
}

function octal(code: number): string {
  return code.toString(8).padStart(3, '0');
}

function hex(code: number, digits = 2): string {
  return code.toString(16).padStart(digits, '0');
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

const base64Character = '[A-Za-z0-9+/_-]';

/**
 * Base64 packs three bytes into four characters, so a secret inside a longer text has three looks, one for each place
 * that it may start at. Its first and last characters may hold bits of its neighbours.
 */
function base64Forms(text: string): readonly SecretForm[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const sure = [...encoded.slice(from, to)].map(spellBase64);
    if (sure.length < shortestPiece) return [];
    const before = offset === 0 ? [] : [`${base64Character}?`];
    const after = ((offset + bytes.length) * 8) % 6 === 0 ? [] : [`${base64Character}?`];
    const whole = cut([...before, ...sure, ...after, '(?:=|%3[dD]){0,2}']);
    return [...whole, ...(offset === 0 ? wrapped(sure) : [])];
  });
}

function spellBase64(character: string): string {
  if (character === '+') return '(?:[+-]|%2[bB])';
  if (character === '/') return '(?:\\\\{0,4}/|_|%2[fF])';
  return character;
}

/** Lines of `base64` and of PEM. */
function wrapped(characters: SecretForm): readonly SecretForm[] {
  return [64, 76].flatMap((width) => {
    if (characters.length <= width) return [];
    const count = Math.ceil(characters.length / width);
    const lines = Array.from({ length: count }, (_, index) =>
      characters.slice(index * width, (index + 1) * width),
    );
    return lines.filter((line) => line.length >= 2 * shortestPiece);
  });
}
