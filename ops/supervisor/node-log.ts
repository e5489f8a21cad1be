// The end of a node's log, for the message that says why it did not start.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const mostBytes = 16_384;
const mostLines = 12;

/** Bytes in the log now; 0 if there is none yet. */
export function logSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines that were written after the first `from` bytes. */
export function readLogSince(path: string, from: number): readonly string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const size = fstatSync(file).size;
    const start = Math.max(from, size - mostBytes);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    readSync(file, bytes, 0, bytes.length, start);
    return bytes
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-mostLines);
  } finally {
    closeSync(file);
  }
}
