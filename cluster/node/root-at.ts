import type { Clock } from '../io/clock.ts';
import type { SpaceHost } from './groups.ts';

/** The root hash of a copy exactly at a sequence of its log; null if it does not stand there within `waitMs`. */
export function rootAt(
  { machine }: SpaceHost,
  sequence: number,
  clock: Clock,
  waitMs: number,
): Promise<string | null> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(waitMs, () => {
      stop();
      resolve(null);
    });
    const stop = machine.awaitRoot(sequence, (root) => {
      cancel();
      resolve(root);
    });
  });
}
