/** What a node does again and again, at moments of its own. */
import type { Cancel, Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';
import { fnv1a64 } from '../placement/hash.ts';

/** Over so long the chores of the nodes are spread, milliseconds. */
const spreadMs = 5_000;

/**
 * The moments of a node's chores: calls of one second come together, whatever their intervals, as waking the process
 * costs more than most of them do. Those of different nodes do not: on one clock they would all be busy at once, and
 * whoever waits for a majority would wait for the slowest.
 */
export class Chores {
  readonly #clock: Clock;
  readonly #offsetMs: number;
  readonly #cancels = new Set<Cancel>();

  constructor(clock: Clock, node: NodeId) {
    this.#clock = clock;
    this.#offsetMs = Number(fnv1a64(node) % BigInt(spreadMs));
  }

  /** Calls `run` every `everyMs` until `stop`, for the first time after half to one and a half of that. */
  add(everyMs: number, run: () => void): void {
    const clock = this.#clock;
    const delayMs = (): number => {
      const now = clock.monotonicMs() - this.#offsetMs;
      return (Math.round(now / everyMs) + 1) * everyMs - now;
    };
    const plan = (): void => {
      const cancel = clock.schedule(delayMs(), () => {
        this.#cancels.delete(cancel);
        plan();
        run();
      });
      this.#cancels.add(cancel);
    };
    plan();
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
