// Waiting for the operating system: ask, pause, ask again, until a deadline.
import { setTimeout as pause } from 'node:timers/promises';

const firstPauseMs = 1;
const longestPauseMs = 25;

/** True as soon as `holds` does; false when it did not within `limitMs`. */
export async function pollUntil(
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<boolean> {
  const endsAt = performance.now() + limitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    if (await holds()) return true;
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0) return false;
    await pause(Math.min(pauseMs, leftMs));
  }
}
