// The report of the last run, for `--failed`: kept in `.runbook/` of the working directory.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { RunbookReport, RunReport } from '../model/report.ts';
import type { Io } from './io.ts';
import { readReport } from './read-report.ts';

const folderName = '.runbook';

/** Relative to the working directory. */
export const lastRunFile = join(folderName, 'last-run.json');

/** A working directory that cannot be written does not spoil a run; that `--failed` will not work is said. */
export async function keepLastRun(report: RunReport, io: Io): Promise<void> {
  const folder = join(io.cwd, folderName);
  const draft = join(folder, `last-run.${process.pid}.tmp`);
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined)
      writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
    writeFileSync(draft, `${JSON.stringify(report)}\n`);
    renameSync(draft, join(io.cwd, lastRunFile));
  } catch (error) {
    rmDraft(draft);
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    await io.stderr.write(
      `note: \`${lastRunFile}\` could not be written (${code}), so \`--failed\` will not know of this run\n`,
    );
  }
}

/** The runs that did not pass, as `runKey` names them. `given` is the file of `--report`, looked at first. */
export async function readFailedRuns(
  given: string | undefined,
  io: Io,
): Promise<ReadonlySet<string>> {
  const paths = [...(given === undefined ? [] : [given]), lastRunFile];
  for (const path of paths) {
    const text = readIfThere(resolve(io.cwd, path));
    if (text === undefined) continue;
    const { runbooks } = await readReport(text, path);
    return new Set(runbooks.filter(didNotPass).map((run) => runKey(run, io.cwd)));
  }
  throw new UserError(
    `Unexpected \`--failed\` without a last run, expected its report in ${paths.map((path) => `\`${path}\``).join(' or ')}`,
    `run once without \`--failed\` in \`${relative(dirname(io.cwd), io.cwd) || '/'}\``,
  );
}

/** What tells one run of a page from another. */
export function runKey(
  { file, branch }: { readonly file: string; readonly branch?: string },
  cwd: string,
): string {
  return JSON.stringify([resolve(cwd, file), branch ?? null]);
}

/** A runbook that `--bail` left out did not pass either; one whose page leaves single steps out did. */
function didNotPass({ outcome, steps }: RunbookReport): boolean {
  if (outcome === 'skip') return steps.every((step) => step.outcome === 'skip');
  return outcome !== 'pass';
}

function rmDraft(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is a file, or somebody else's: there is no draft then.
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UserError(`Unexpected \`${code}\` while reading \`${path}\`, expected a report`);
  }
}
