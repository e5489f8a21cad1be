// Waiting without fixed sleeps: ask again until the answer is yes or the deadline has passed.
import { setTimeout as pause } from 'node:timers/promises';

/** True as soon as `condition` holds; false when it did not within `deadline` milliseconds. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  options: { readonly deadline: number; readonly every: number },
): Promise<boolean> {
  const end = performance.now() + options.deadline;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= end) return false;
    await pause(options.every);
  }
}
