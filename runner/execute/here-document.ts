// bash only warns when a here-document has no end, swallows the rest and reports success. So ask it first.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface UnfinishedHereDocument {
  /** Line of `code` where it starts, from 1. */
  readonly line: number;
  /** The line that would end it. */
  readonly wanted: string;
}

// bash's own words under `LC_ALL=C`.
const warning = /here-document at line (\d+) delimited by end-of-file \(wanted `(.*)'\)$/m;

/** Undefined when every here-document in `code` has its end. Costs a `bash -n`, but only where `<<` occurs. */
export async function findUnfinishedHereDocument(
  code: string,
  folder: string,
): Promise<UnfinishedHereDocument | undefined> {
  if (!/<<(?!<)/.test(code.replaceAll('<<<', ''))) return undefined;
  const file = join(folder, 'syntax');
  writeFileSync(file, code);
  const child = spawn('bash', ['--norc', '--noprofile', '-n', file], {
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const failed = new Promise<string>((resolve) => {
    // No bash here: the session itself says so, better than this check could.
    child.once('error', () => resolve(''));
  });
  const found = warning.exec(await Promise.race([text(child.stderr).catch(() => ''), failed]));
  if (found === null) return undefined;
  return { line: Number(found[1]), wanted: found[2] ?? '' };
}
