// Ctrl-C and its relatives as a failure, for work that has to be undone before the process may end.

import { Failure } from './failure.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with a promise that rejects when the operator wants to stop; until it settles, signals do not end us. */
export async function interruptible<T>(
  work: (interrupted: Promise<never>) => Promise<T>,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const stop = () =>
    reject(new Failure('interrupted', 'Interrupted; everything was taken away again'));
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(promise);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
