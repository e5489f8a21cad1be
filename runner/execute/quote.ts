// Text that bash reads back unchanged, on one line of the script.

/** `text` as one bash word of the form `$'…'`, without a line break in it. */
export function quoteForBash(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `$'${escaped}'`;
}
