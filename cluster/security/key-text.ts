/** API keys as text: `engram_key_<24>_<32>`. The first part names the key and is no secret, the second one is. */

export type KeyText = {
  /** 24 letters and digits: shown in lists, logs and audit lines. */
  readonly id: string;
  /** 32 letters and digits, about 190 bits of chance. */
  readonly secret: string;
};

const idLength = 24;
const secretLength = 32;
const shape = /^engram_key_([A-Za-z0-9]{24})_([A-Za-z0-9]{32})$/;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Null if the text is no key. */
export function parseKeyText(text: string): KeyText | null {
  const [, id, secret] = shape.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export function formatKeyText({ id, secret }: KeyText): string {
  return `engram_key_${id}_${secret}`;
}

/** A new key. `randomInteger(bound)` gives a number in [0, bound) that nobody can guess. */
export function newKeyText(randomInteger: (bound: number) => number): KeyText {
  const text = (length: number): string =>
    Array.from({ length }, () => alphabet[randomInteger(alphabet.length)]).join('');
  return { id: text(idLength), secret: text(secretLength) };
}
