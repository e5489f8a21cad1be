// Bytes to lines. Everything that follows counts lines as CommonMark does: LF, CR LF or a lone CR ends one.
import { createHash } from 'node:crypto';
import type { SourceSpan } from '../model/source.ts';

export interface SourceText {
  /** Without a byte order mark. */
  readonly text: string;
  /** Without line ends; `lines[0]` is line 1. Never empty. */
  readonly lines: readonly string[];
  readonly sha256: string;
  /** Place of the first byte that is not UTF-8. */
  readonly damage?: SourceSpan;
}

export function readSource(input: string | Uint8Array): SourceText {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const decoded = typeof input === 'string' ? input : new TextDecoder('utf-8').decode(bytes);
  // TextDecoder has dropped the mark already; a string may still carry it.
  const text = decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  const damage = typeof input === 'string' ? undefined : findDamage(input, text);
  return {
    text,
    lines: text.split(lineEnd),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(damage && { damage }),
  };
}

const lineEnd = /\r\n|\r|\n/;

export function toLines(text: string): string[] {
  return text.split(lineEnd);
}

/** A span inside one line. `length` 0 still points at one place. */
export function spanInLine(line: number, column: number, length: number): SourceSpan {
  return { line, column, endLine: line, endColumn: column + length };
}

function findDamage(bytes: Uint8Array, text: string): SourceSpan | undefined {
  // The replacement character may also be meant; only a failing strict decoder proves damage.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    const before = toLines(text.slice(0, text.indexOf('\uFFFD')));
    return spanInLine(before.length, (before.at(-1)?.length ?? 0) + 1, 1);
  }
}
