/** What a node does again and again, at moments of its own. */
import type { Cancel, Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';
import { fnv1a64 } from '../placement/hash.ts';

/** Over so long the chores of the nodes are spread, milliseconds. */
const spreadMs = 5_000;

/** So much later a chore may come, in intervals: less than half of one, so that it still belongs to its own moment. */
const slackShare = 0.45;

/** And never by more milliseconds than this: a node probes others that often. */
const slackMs = 500;

/**
 * The moments of a node's chores: calls of one second come together, whatever their intervals, and with what wakes the
 * process anyway, as waking it costs more than most of them do. Those of different nodes do not: on one clock they would
 * all be busy at once, and whoever waits for a majority would wait for the slowest.
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
      const come = (): void => {
        this.#cancels.delete(cancel);
        plan();
        run();
      };
      const cancel = clock.schedule(delayMs(), come, Math.min(everyMs * slackShare, slackMs));
      this.#cancels.add(cancel);
    };
    plan();
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
