// What `npm run verify` promises, in both ways to keep nodes apart.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { runReportSchema } from '../../runner/index.ts';
import { processesWith } from '../support/find-processes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { root } from './mutate.ts';

test.each(['namespace', 'loopback'])(
  'every runbook passes on %s clusters, and leaves nothing',
  async (isolation) => {
    const home = await scratchFolder();
    const report = join(home, 'report.json');
    const clusters = join(home, 'clusters');
    const run = await execa({
      cwd: root,
      reject: false,
      all: true,
      env: { NO_COLOR: '1', ENGRAM_OPS_HOME: clusters, ENGRAM_ISOLATION: isolation },
    })(process.execPath, ['runner/cli/main.ts', 'run', 'content', '--report', report]);
    expect(run.exitCode, run.all).toBe(0);

    const { outcome, totals, environment } = runReportSchema.parse(
      JSON.parse(await readFile(report, 'utf8')),
    );
    expect(outcome).toBe('pass');
    expect(totals).toMatchObject({ failed: 0, errored: 0, skipped: 0 });
    expect(totals.runbooks).toBeGreaterThanOrEqual(2);
    expect(totals.assertions).toBeGreaterThan(totals.steps);
    expect(environment['fixture.ISOLATION']).toBe(isolation);
    expect(await processesWith('ENGRAM_OPS_HOME', clusters)).toEqual([]);
    expect(await readdir(clusters)).toEqual([]);
  },
  1_200_000,
);
