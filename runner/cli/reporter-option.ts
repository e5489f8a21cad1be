// `--reporter NAME` and `--reporter NAME:FILE`: which reports a run gives, and where to.
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { type ReporterName, reporters } from '../report/reporters.ts';

export interface ReporterChoice {
  readonly name: ReporterName;
  /** As the caller wrote it. Absent: standard output. */
  readonly file?: string;
}

export const reporterNames = Object.keys(reporters) as readonly ReporterName[];

export function parseReporter(value: string): ReporterChoice {
  const [name = '', ...rest] = value.split(':');
  const known = reporterNames.find((candidate) => candidate === name);
  if (known === undefined) {
    throw new UserError(
      `Unexpected reporter \`${name}\`, expected ${reporterNames.map((candidate) => `\`${candidate}\``).join(', ')}`,
      'a file follows a colon, such as `--reporter junit:report.xml`',
    );
  }
  const file = rest.join(':');
  if (rest.length > 0 && file === '') {
    throw new UserError(
      `Unexpected end of \`--reporter ${value}\`, expected a file after the colon`,
    );
  }
  return rest.length === 0 ? { name: known } : { name: known, file };
}

/** People get their text, unless another report takes its place on standard output. */
export function chooseReporters(
  chosen: readonly ReporterChoice[],
  cwd: string,
): readonly ReporterChoice[] {
  const printed = chosen.filter(({ file }) => file === undefined);
  if (printed.length > 1) {
    const names = printed.map(({ name }) => `\`${name}\``).join(' and ');
    throw new UserError(
      `Unexpected reporters ${names} on standard output, expected one`,
      'give the others a file, such as `--reporter junit:report.xml`',
    );
  }
  const files = new Set<string>();
  for (const { file } of chosen) {
    if (file === undefined) continue;
    const path = resolve(cwd, file);
    if (files.has(path)) {
      throw new UserError(`Unexpected second report in \`${file}\`, expected a file for each`);
    }
    files.add(path);
  }
  return printed.length > 0 ? chosen : [{ name: 'pretty' }, ...chosen];
}
