// Which reports the caller wants, from all the options that say so.
import { resolve } from 'node:path';
import type { Io } from './io.ts';
import { chooseReporters, type ReporterChoice } from './reporter-option.ts';
import { prepareReport } from './write-report.ts';

export interface ReportingOptions {
  /** Default: `pretty` on standard output. */
  readonly reporter?: readonly ReporterChoice[];
  /** The same as the reporter `json`. */
  readonly json?: true;
  /** The same as the reporter `json` with this file. */
  readonly report?: string;
}

export function chosenReporters(
  { reporter = [], json, report }: ReportingOptions,
  io: Io,
): readonly ReporterChoice[] {
  const all: readonly ReporterChoice[] = [
    ...reporter,
    ...(json ? [{ name: 'json' } as const] : []),
    ...(report === undefined ? [] : [{ name: 'json', file: report } as const]),
  ];
  return chooseReporters(all, io.cwd);
}

/** Before anything runs: half an hour of work must not end in a file that cannot be written. */
export async function prepareReports(
  choices: readonly ReporterChoice[],
  { report }: ReportingOptions,
  io: Io,
): Promise<void> {
  for (const { file } of choices) {
    if (file === undefined) continue;
    await prepareReport(resolve(io.cwd, file), file === report ? '--report' : '--reporter');
  }
}
