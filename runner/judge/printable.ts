// Output as text that is safe to print anywhere: a terminal, XML, a web page.
import { escapeControls } from '../model/escape-controls.ts';

/** Decodes UTF-8 and writes control characters as `\x1b`. Tab and newline stay. */
export function printable(bytes: Uint8Array): string {
  return escapeControls(decode(bytes));
}

/** At most `limitBytes` of the output's beginning; says how much is not shown. */
export function printableStart(bytes: Uint8Array, limitBytes: number): string {
  if (bytes.length <= limitBytes) return printable(bytes);
  const left = bytes.length - limitBytes;
  return `${printable(bytes.subarray(0, limitBytes))}\n… ${left} more bytes`;
}

/** UTF-8 with U+FFFD for what is none. */
export function decode(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A value inside a message: one line, in backticks, shortened. */
export function quoteValue(text: string, limit = 120): string {
  const line = escapeControls(text).replaceAll('\n', '\\n');
  return `\`${line.length > limit ? `${line.slice(0, limit)}…` : line}\``;
}
