// Output of a step may hold anything. Shown to a person it must move no cursor, ring no bell and hide nothing,
// and in a report it must be legal XML.

// C0, DEL and C1; separators and marks that turn the direction of text; code points that no XML parser takes;
// halves of surrogate pairs.
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\p{Cs}]/gu;

/** Control characters become visible: `\x1b`, `\u202e`. Tab and newline stay. */
export function escapeControls(text: string): string {
  return text.replaceAll(unsafe, (character) => {
    if (character === '\t' || character === '\n') return character;
    if (character === '\r') return '\\r';
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}
