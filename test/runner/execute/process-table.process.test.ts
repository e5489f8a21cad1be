import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { commandLineOf, findByEnvironment } from '../../../runner/execute/process-table.ts';

test('processes that each start the next one and end are found at every look', async () => {
  const mark = `chain-${process.pid}`;
  // Each round of `f` is a process of its own that leaves the rest to its child.
  const script = 'n=0; f() { n=$((n+1)); if [ $n -lt 500 ]; then f & else exec sleep 60; fi; }; f';
  const find = (): readonly number[] => findByEnvironment('RB_SESSION', mark);
  spawn('bash', ['-c', script], { env: { ...process.env, RB_SESSION: mark }, stdio: 'ignore' });
  onTestFinished(() => {
    for (const pid of find()) process.kill(pid, 'SIGKILL');
  });
  let looks = 0;
  let missed = 0;
  const isOver = await pollUntil(() => {
    const pids = find();
    looks += 1;
    if (pids.length === 0) missed += 1;
    return pids.some((pid) => commandLineOf(pid) === 'sleep 60');
  }, 30_000);
  expect({ isOver, missed }).toEqual({ isOver: true, missed: 0 });
  expect(looks).toBeGreaterThan(1);
});
