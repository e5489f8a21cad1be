// Many small signs of a change become one: rung by whoever sees something, heard once it is quiet again.
import { setTimeout as pause } from 'node:timers/promises';

/** An editor that saves by rename, or a `git checkout`, is a burst of signs a few milliseconds apart. */
const quietMs = 100;
/** Something that never stops writing beside the pages must not keep them from being looked at. */
const longestMs = 1000;

export class Bell {
  #rings = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  ring(): void {
    this.#rings++;
    this.#wake();
  }

  /** Makes `next` throw. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Resolves at once if it has rung since the last time; at the latest when `signal` aborts. */
  async next(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.#wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (this.#rings === 0 && !this.#failure && !signal.aborted)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      const endsAt = performance.now() + longestMs;
      for (let heard = -1; heard !== this.#rings && performance.now() < endsAt; ) {
        heard = this.#rings;
        await pause(quietMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    this.#rings = 0;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
