// What `npm run verify` promises, in both ways to keep nodes apart; and that the pages would not pass if they lied.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { type RunbookReport, type RunReport, runReportSchema } from '../../runner/index.ts';
import { formatTrouble } from '../../runner/report/step-trouble.ts';
import type { TriedStep } from '../../runner/settle.ts';
import { currentEnvironment } from '../support/current-environment.ts';
import { processesWith } from '../support/find-processes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { mutantsOf } from './mutants/generate.ts';
import { type Fate, fateOf } from './mutants/judge.ts';
import { record } from './mutants/record.ts';
import { root } from './mutate.ts';

const deadlineMs = 30 * 60_000;
const mutantsMin = 300;

/** Pages that show what hosts with a network of their own have, and hosts that share the loopback interface do not. */
const needsNamespaces = [
  // A ping from a host's shell does not pass the filters that the node has inside itself there.
  'operations/partition-handling/detect-a-partition.md',
  // A node that listens on loopback only does not warn that it is open to everybody.
  'operations/monitoring/log-queries.md',
  // The environment says the addresses of a node there, and wins over the configuration of a second cluster.
  'operations/distributed-backup-restore/restore-drill.md',
];

test(
  'every runbook passes on namespace clusters, leaves nothing, and fails for every lie about what comes out',
  async () => {
    const clusters = join(await scratchFolder(), 'clusters');
    const env = {
      ...currentEnvironment(),
      ENGRAM_OPS_HOME: clusters,
      ENGRAM_ISOLATION: 'namespace',
    };
    const { report, tried } = await record(root, env, AbortSignal.timeout(deadlineMs));
    expectGreen(report, 'namespace');
    expect(await processesWith('ENGRAM_OPS_HOME', clusters)).toEqual([]);
    expect(await readdir(clusters)).toEqual([]);
    await expectEveryLieIsSeen(tried);
  },
  deadlineMs,
);

test(
  'every runbook passes on loopback clusters, and leaves nothing',
  async () => {
    const home = await scratchFolder();
    const file = join(home, 'report.json');
    const clusters = join(home, 'clusters');
    const run = await execa({
      cwd: root,
      reject: false,
      all: true,
      env: { NO_COLOR: '1', ENGRAM_OPS_HOME: clusters, ENGRAM_ISOLATION: 'loopback' },
    })(process.execPath, [
      ...['runner/cli/main.ts', 'run', ...(await pagesForLoopback())],
      ...['--jobs', '2', '--report', file],
    ]);
    // The report first: it holds what failed alone, where the output also holds all that passed.
    const report = await readFile(file, 'utf8').catch(() => undefined);
    if (report === undefined) throw new Error(`No report was written:\n${run.all}`);
    expectGreen(runReportSchema.parse(JSON.parse(report)), 'loopback');
    expect(run.exitCode, run.all).toBe(0);
    expect(await processesWith('ENGRAM_OPS_HOME', clusters)).toEqual([]);
    expect(await readdir(clusters)).toEqual([]);
  },
  deadlineMs,
);

async function pagesForLoopback(): Promise<readonly string[]> {
  const pages = await readdir(join(root, 'content/operations'), { recursive: true });
  const all = pages.filter((name) => name.endsWith('.md')).map((name) => `operations/${name}`);
  expect(all).toEqual(expect.arrayContaining(needsNamespaces));
  return all.filter((page) => !needsNamespaces.includes(page)).map((page) => `content/${page}`);
}

function expectGreen(
  { outcome, totals, environment, runbooks }: RunReport,
  isolation: string,
): void {
  const troubles = runbooks.filter((runbook) => runbook.outcome !== 'pass');
  // As people read it: whoever sees this failure cannot ask the cluster any more.
  if (troubles.length > 0) throw new Error(troubles.map(describeRunbook).join('\n\n'));
  expect(outcome).toBe('pass');
  expect(totals).toMatchObject({ failed: 0, errored: 0, skipped: 0 });
  expect(totals.runbooks).toBeGreaterThanOrEqual(2);
  expect(totals.assertions).toBeGreaterThan(totals.steps);
  if (environment['fixture.ISOLATION'] !== undefined)
    expect(environment['fixture.ISOLATION']).toBe(isolation);
}

function describeRunbook({ file, branch, outcome, reason, steps }: RunbookReport): string {
  const head = `${relative(root, resolve(root, file))} ${branch ?? ''} ${outcome}: ${reason ?? 'see its steps'}`;
  const bad = steps.flatMap((step) => formatTrouble(step, pc.createColors(false)));
  return [head, ...bad].join('\n');
}

/** What a step printed is judged anew by each page that says something else of it. */
async function expectEveryLieIsSeen(tried: readonly TriedStep[]): Promise<void> {
  const pages = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  const fates: Record<Fate, number> = { refused: 0, failed: 0, survived: 0 };
  const survivors: string[] = [];
  for (const step of tried) {
    const { file } = step.phase;
    const key = `${file}\0${step.step.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const lines = pages.get(file) ?? (await readFile(file, 'utf8')).split('\n');
    pages.set(file, lines);
    for (const expectation of step.step.expectations) {
      for (const mutant of mutantsOf(lines, expectation)) {
        const fate = await fateOf(mutant, file, step);
        fates[fate] += 1;
        const place = `${relative(root, file)}:${mutant.line}`;
        if (fate === 'survived')
          survivors.push(`${place} ${mutant.kind}: ${mutant.before} -> ${mutant.after}`);
      }
    }
  }
  const count = fates.refused + fates.failed + fates.survived;
  process.stdout.write(
    `${count} lies on ${pages.size} pages: ${fates.failed} failed, ${fates.refused} refused, ${fates.survived} survived\n`,
  );
  expect(survivors).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(mutantsMin);
}
