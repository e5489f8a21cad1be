/** Notices that an open rebalance has not moved on for a while. Every node watches its own copy of the catalog. */
import type { Clock } from '../io/clock.ts';
import { isFinal, isOpen, type RebalanceRun } from '../placement/rebalance-run.ts';

export class StuckWatch {
  readonly #clock: Clock;
  readonly #stuckAfterMs: number;
  #seen: { readonly run: RebalanceRun | null; readonly since: number };

  constructor(clock: Clock, stuckAfterMs: number) {
    this.#clock = clock;
    this.#stuckAfterMs = stuckAfterMs;
    this.#seen = { run: null, since: clock.monotonicMs() };
  }

  /** To be called now and then, and before each question. A catalog gives the same object until something changes. */
  observe(run: RebalanceRun | null): void {
    if (run === this.#seen.run) return;
    const since = isFurther(run, this.#seen.run) ? this.#clock.monotonicMs() : this.#seen.since;
    this.#seen = { run, since };
  }

  isStuck(run: RebalanceRun | null): boolean {
    this.observe(run);
    if (run === null || !isOpen(run) || run.moves.every(({ state }) => isFinal(state)))
      return false;
    return this.#clock.monotonicMs() - this.#seen.since >= this.#stuckAfterMs;
  }

  /** Somebody has looked after it: the time starts anew. */
  restart(): void {
    this.#seen = { ...this.#seen, since: this.#clock.monotonicMs() };
  }
}

/** Bytes that were sent are no progress: into a link that swallows them they are sent again and again. */
function isFurther(run: RebalanceRun | null, before: RebalanceRun | null): boolean {
  if (run?.id !== before?.id || run?.finishedAt !== before?.finishedAt) return true;
  return (run?.moves ?? []).some(({ state, progressPct }, number) => {
    const earlier = before?.moves[number];
    return state !== earlier?.state || progressPct !== earlier.progressPct;
  });
}
