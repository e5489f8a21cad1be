// How many columns of a terminal a text takes.

// East Asian wide and full-width characters, and emoji that are shown as pictures, take two columns.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const marks = /\p{Mn}|\p{Me}|[\u200b-\u200d]/u;

/** Of text without escape sequences. A tab counts as one. */
export function textWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is the usual case and needs no look at each character
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (marks.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Cuts into pieces of at most `width` columns, at least one character each. */
export function cutToWidth(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of text) {
    const size = characterWidth(character);
    if (piece !== '' && taken + size > width) {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += character;
    taken += size;
  }
  return [...pieces, piece];
}
