// `runbook merge`: the reports of all shards as one, with the verdict and the exit code of the whole.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { mergeReports } from '../../merge-reports.ts';
import type { RunReport } from '../../model/report.ts';
import { judgeRun } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { readReport } from '../read-report.ts';
import { replay } from '../replay.ts';
import { chosenReporters, prepareReports, type ReportingOptions } from '../report-choices.ts';
import { reportRun } from '../report-run.ts';

export interface MergeCommandOptions extends ReportingOptions {
  /** Accepts that parts are missing. */
  readonly partial?: boolean;
  readonly failOnFlaky?: boolean;
}

interface Part {
  readonly file: string;
  readonly report: RunReport;
  readonly shard: NonNullable<RunReport['shard']>;
}

export async function mergeCommand(
  files: readonly string[],
  options: MergeCommandOptions,
  io: Io,
): Promise<number> {
  const choices = chosenReporters(options, io);
  const parts: Part[] = [];
  for (const file of files) parts.push(await readPart(file, io));
  parts.sort((a, b) => a.shard.index - b.shard.index);
  checkParts(parts);
  const missing = missingParts(parts);
  if (missing.length > 0 && !options.partial) throw incomplete(parts, missing);
  await prepareReports(choices, options, io);
  const merged = mergeReports(
    parts.map(({ report }) => report),
    missing,
  );
  const report = await reportRun(replay(merged), choices, io);
  const { code, reason } = judgeRun(report, options, io.signal.aborted);
  if (reason !== undefined) await io.stderr.write(`${reason}\n`);
  return code;
}

async function readPart(file: string, io: Io): Promise<Part> {
  const report = await readReport(readText(file, io), file);
  const { shard } = report;
  if (shard !== undefined) return { file, report, shard };
  throw new UserError(
    `Unexpected report \`${file}\` of a whole run, expected a part of one`,
    'parts come from `runbook run --shard i/n --report FILE`',
  );
}

function readText(file: string, io: Io): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `Unexpected path \`${file}\`, expected a JSON report (${code})`,
      undefined,
      { cause: error },
    );
  }
}

/** The parts of one run: what does not fit together would make a report of something that never was. */
function checkParts(parts: readonly Part[]): void {
  const [first] = parts;
  if (first === undefined) return;
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1];
    if (part.shard.of !== first.shard.of)
      throw unlike(first, part, ({ shard }) => `${shard.of} parts`);
    if (before !== undefined && before.shard.index === part.shard.index) {
      throw new UserError(
        `Unexpected second report of part ${part.shard.index} in \`${part.file}\`, expected one: \`${before.file}\` is it`,
      );
    }
    const targetOf = ({ report }: Part): string => `target \`${report.target ?? 'local'}\``;
    if (targetOf(part) !== targetOf(first)) throw unlike(first, part, targetOf);
    const commitOf = ({ report }: Part): string =>
      `commit \`${report.environment['commit'] ?? 'unknown'}\``;
    if (commitOf(part) !== commitOf(first)) throw unlike(first, part, commitOf);
  }
  refuseDoubles(parts);
}

function unlike(first: Part, part: Part, factOf: (part: Part) => string): UserError {
  return new UserError(
    `Unexpected ${factOf(part)} in \`${part.file}\`, expected ${factOf(first)} as in \`${first.file}\``,
    'all parts come from one command, on the same pages',
  );
}

/** Shards are disjoint, unless machines were given different pages. */
function refuseDoubles(parts: readonly Part[]): void {
  const seen = new Map<string, Part>();
  for (const part of parts) {
    for (const { file, branch } of part.report.runbooks) {
      const key = branch === undefined ? `\`${file}\`` : `\`${file}\` (branch \`${branch}\`)`;
      const other = seen.get(key);
      if (other !== undefined) {
        throw new UserError(
          `Unexpected second run of ${key} in \`${part.file}\`, expected it in \`${other.file}\` only`,
          'all parts come from one command, on the same pages',
        );
      }
      seen.set(key, part);
    }
  }
}

function missingParts(parts: readonly Part[]): readonly number[] {
  const of = parts[0]?.shard.of ?? 0;
  const there = new Set(parts.map(({ shard }) => shard.index));
  return Array.from({ length: of }, (_, index) => index + 1).filter((index) => !there.has(index));
}

function incomplete(parts: readonly Part[], missing: readonly number[]): UserError {
  return new UserError(
    `Unexpected absence of ${missing.length === 1 ? 'part' : 'parts'} ${missing.join(', ')} of ${parts[0]?.shard.of}, expected a report of each`,
    '`--partial` merges what is there, and the report says what is not',
  );
}
