import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { endEscapedProcesses } from '../../../runner/execute/escaped-processes.ts';
import { findByEnvironment } from '../../../runner/execute/process-table.ts';

/** A process with the mark of a run, which ends after that many seconds. */
async function leave(runId: string, seconds: number): Promise<number> {
  const child = spawn('sleep', [String(seconds)], { env: { RB_SESSION: runId }, stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child, 'spawn');
  return child.pid ?? 0;
}

test('what ends by itself in a moment has not outlived its run', async () => {
  await leave('on-its-way-out', 0.1);
  expect(await endEscapedProcesses('on-its-way-out')).toEqual([]);
});

test('what stays is ended, and named', async () => {
  const pid = await leave('here-to-stay', 600);
  expect(await endEscapedProcesses('here-to-stay')).toEqual([
    `Ended what outlived the run: \`sleep 600\` (pid ${pid})`,
  ]);
  expect(findByEnvironment('RB_SESSION', 'here-to-stay')).toEqual([]);
});
