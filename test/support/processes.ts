// What a test may ask about processes that it started itself.
import { readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { pollUntil } from '../../runner/execute/poll.ts';
import { readProcess } from '../../runner/execute/process-table.ts';

/** A zombie counts as gone: collecting it is its parent's business. */
export function isRunning(pid: number): boolean {
  const facts = readProcess(pid);
  return facts !== undefined && facts.state !== 'Z';
}

/** Fails the test when the process does not go away in good time. */
export async function expectGone(pid: number): Promise<void> {
  const isGone = await pollUntil(() => !isRunning(pid), 30_000);
  expect(isGone, `process ${pid} is gone`).toBe(true);
}

/** A shell opens a file before the command writes: that it is there does not say that its text is. */
export function isWritten(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Pid that a step wrote into a file. */
export function readPid(path: string): number {
  const pid = Number(readFileSync(path, 'utf8'));
  expect(pid).toBeGreaterThan(1);
  return pid;
}
