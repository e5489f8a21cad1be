// Words that nobody can guess. Straight from the kernel: loading `node:crypto` takes longer than a short page runs.
import { closeSync, openSync, readSync } from 'node:fs';

/** Sixteen characters of base64url: 96 bits. */
export function randomWord(): string {
  const bytes = Buffer.alloc(12);
  const source = openSync('/dev/urandom', 'r');
  try {
    readSync(source, bytes);
  } finally {
    closeSync(source);
  }
  return bytes.toString('base64url');
}
