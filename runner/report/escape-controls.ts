// Output of a step may hold anything. In a report it must move no cursor, ring no bell and hide nothing.

/** Control characters become visible; tabs stay. `text` is one line. */
export function escapeControls(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => {
      if (character === '\t') return character;
      const code = character.codePointAt(0) ?? 0;
      if (code === 0x0d) return '\\r';
      return code <= 0xff
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/** Line by line, so that line ends survive. */
export function safeLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(escapeControls);
}
