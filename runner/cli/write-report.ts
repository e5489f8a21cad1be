// Writes a report so that a reader sees the old one or the new one, never half of one.
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { randomWord } from '../execute/random-word.ts';
import type { RunReport } from '../model/report.ts';

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

export function writeReport(path: string, report: RunReport): void {
  writeFileWhole(path, `${JSON.stringify(report, null, 2)}\n`);
}

export function writeFileWhole(path: string, text: string): void {
  const draft = `${path}.${randomWord()}.tmp`;
  try {
    const file = openSync(draft, 'w');
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
