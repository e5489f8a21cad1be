/**
 * Those who wait for one office while nobody seems to hold it, or its holder is too slow. If each of them asked around
 * by itself, again and again, the questions would be thousands a second just when the nodes have the least time for
 * them, and an overload would outlive its cause. So a few ask for all, the others wait for their success, and whoever
 * comes when the line is full is told so at once.
 */
import type { Deadline } from '../api/deadline.ts';

/** Who of a line asks at a time. More than one: a question to a node that hangs is not to stop the others. */
const askersMax = 3;
/** Requests that wait beside those: with more, the last would hardly be served before their clients give up. */
const waitingMax = 200;

/** asker: one of the few; it has to call `done`. free: somebody was answered, so all may ask. over: no time is left. */
export type Turn = 'asker' | 'free' | 'over';

export class OfficeLine {
  #askers = 0;
  /** In the order in which they came. */
  readonly #waiting = new Set<(turn: Turn) => void>();

  /** True while somebody asks for the others: whoever comes now has to join. */
  get isFormed(): boolean {
    return this.#askers > 0;
  }

  get isFull(): boolean {
    return this.#waiting.size >= waitingMax;
  }

  /** Resolves when it is this request's turn, at the latest `marginMs` before its deadline. */
  async join(deadline: Deadline, marginMs: number): Promise<Turn> {
    if (this.#askers < askersMax) {
      this.#askers += 1;
      return 'asker';
    }
    return await new Promise<Turn>((resolve) => {
      const end = (turn: Turn): void => {
        stopWaiting();
        stopListening();
        this.#waiting.delete(end);
        resolve(turn);
      };
      const stopWaiting = deadline.whenNear(marginMs, () => end('over'));
      const stopListening = deadline.whenCancelled(() => end('over'));
      this.#waiting.add(end);
    });
  }

  /** An asker is finished: the next one asks, or all if it was answered. */
  done(answered: boolean): void {
    this.#askers -= 1;
    if (answered) {
      for (const end of [...this.#waiting]) end('free');
      return;
    }
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#askers += 1;
    next('asker');
  }
}
