// Events from where they happen to whoever reads them, in order.

export interface EventQueue<T> extends AsyncIterable<T> {
  push(event: T): void;
  /** No more will come; readers end after what is queued, with `error` if there is one. */
  close(error?: unknown): void;
}

export function createEventQueue<T>(): EventQueue<T> {
  const events: T[] = [];
  let wake: () => void = () => undefined;
  let isClosed = false;
  let failure: unknown;
  return {
    push(event) {
      events.push(event);
      wake();
    },
    close(error) {
      isClosed = true;
      failure = error;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* events.splice(0);
        if (events.length > 0) continue;
        if (isClosed) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined) throw failure;
    },
  };
}
