// The cluster dies in the middle of a run: the run ends with a verdict, and nothing is left behind.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { processesWith } from '../support/find-processes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { root } from './mutate.ts';

const page = 'content/operations/cluster-management/unplanned-node-failure.md';

test.each(['namespace', 'loopback'])(
  'a %s cluster killed in the middle of a run',
  async (isolation) => {
    const home = await scratchFolder();
    const report = join(home, 'report.json');
    const clusters = join(home, 'clusters');
    const run = execa({
      cwd: root,
      reject: false,
      all: true,
      env: { NO_COLOR: '1', ENGRAM_OPS_HOME: clusters, ENGRAM_ISOLATION: isolation },
    })(process.execPath, ['runner/cli/main.ts', 'run', page, '--report', report]);

    let printed = '';
    run.all.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await waitUntil(() => printed.includes('await-writes'), 60_000, 'the writer to be running');
    const supervisors = await processesWith('ENGRAM_OPS_SUPERVISOR', clusters);
    expect(supervisors).toHaveLength(1);
    for (const pid of supervisors) process.kill(pid, 'SIGKILL');

    const ended = await run;
    expect([1, 3]).toContain(ended.exitCode);
    const verdict = JSON.parse(await readFile(report, 'utf8')) as { outcome: string };
    expect(['fail', 'error']).toContain(verdict.outcome);
    expect(await processesWith('ENGRAM_OPS_HOME', clusters)).toEqual([]);
    expect(await readdir(clusters)).toEqual([]);
  },
  180_000,
);
