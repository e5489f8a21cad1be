import { setTimeout as pause } from 'node:timers/promises';

/** Polls until `condition` holds; fails naming `what` when `deadlineMs` has passed. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
  what: string,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms for ${what}`);
    await pause(20);
  }
}
