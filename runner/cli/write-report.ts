// Writes a report so that a reader sees the old one or the new one, never half of one.
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { randomWord } from '../execute/random-word.ts';

/** Called before the run: half an hour of work must not end in a folder that cannot be written. */
export function prepareReport(path: string, option = '--report'): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UserError(
      `Unexpected path \`${path}\` of \`${option}\`, expected a file in a folder that can be written`,
      undefined,
      { cause: error },
    );
  }
}

export function writeFileWhole(path: string, text: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) {
    // `/dev/stdout`, or a named pipe: putting a file in its place would take it from everybody.
    writeFileSync(path, text);
    return;
  }
  // A link stays a link: what it leads to is written.
  const place = found === undefined ? path : realpathSync(path);
  const draft = `${place}.${randomWord()}.tmp`;
  try {
    const file = openSync(draft, 'w');
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
