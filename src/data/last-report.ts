// The report of the last run, as the runner wrote it: the only source of verdicts on the site.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type RunReport, runReportSchema } from '../../runner/index.ts';

/** Where a run leaves its report, relative to the project's folder. */
const defaultPath = '.runbook/report.json';

/**
 * The last report, or `undefined` when nothing has run yet.
 * `named` (from `RUNBOOK_REPORT`) must exist: a report that somebody asked for and that is missing is an error.
 */
export function readLastReport(root: string, named: string | undefined): RunReport | undefined {
  const path = resolve(root, named ?? defaultPath);
  if (named === undefined && !existsSync(path)) return undefined;
  return parseReport(named ?? defaultPath, readFileSync(path, 'utf8'));
}

/** Reads the text of a report; one that this site does not understand is an error that names the file. */
export function parseReport(path: string, text: string): RunReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `Unexpected content in \`${path}\`, expected the JSON report of a run: ${String(error)}`,
    );
  }
  const parsed = runReportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(
    `Unexpected shape of \`${path}\`, expected a run report of schema 1: ${z.prettifyError(parsed.error)}`,
  );
}
