// What every page of a build shares, read once: the rules, the last report, the dates.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../runner/index.ts';
import { type AlertRule, readAlertRules } from './alert-rules.ts';
import { readGitDates } from './git-dates.ts';
import { readLastReport } from './last-report.ts';

/** Astro runs in the project's folder. */
const root = process.cwd();

export const siteData: {
  readonly rules: readonly AlertRule[];
  readonly report: RunReport | undefined;
  readonly gitDates: ReadonlyMap<string, Date>;
} = {
  rules: readAlertRules(root),
  report: readLastReport(root, process.env['RUNBOOK_REPORT']),
  gitDates: readGitDates(root),
};

/** SHA-256 of a page's bytes, hex, as the runner's report has it. `file` is relative to the project. */
export function pageHash(file: string): string {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
}
