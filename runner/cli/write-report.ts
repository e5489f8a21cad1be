// Writes a report so that a reader sees the old one or the new one, never half of one.
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import type { RunReport } from '../model/report.ts';

/** Called before the run: half an hour of work must not end in a folder that cannot be written. */
export async function prepareReport(path: string, option = '--report'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UserError(
      `Unexpected path \`${path}\` of \`${option}\`, expected a file in a folder that can be written`,
      undefined,
      { cause: error },
    );
  }
}

export async function writeReport(path: string, report: RunReport): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(report, null, 2)}\n`);
}

export async function writeFileWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
