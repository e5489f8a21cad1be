/** One request and its answer over links with faults. */
import type { Clock } from '../io/clock.ts';
import type { LinkFaults, LinkLane } from './link-faults.ts';

export type Exchange<Answer> = {
  readonly peer: string;
  readonly lane: LinkLane;
  readonly deadlineMs: number;
  /** Does it over the real link. */
  readonly perform: () => Promise<Answer>;
  /** The error that says that the deadline passed; `sent` is whether the request may have arrived. */
  readonly late: (sent: boolean) => Error;
};

/**
 * A request that is dropped is answered by the deadline only, as behind a packet filter. One that is delayed beyond the
 * deadline arrives all the same, when nobody waits for its answer any more.
 */
export function exchangeOver<Answer>(
  links: LinkFaults,
  clock: Clock,
  exchange: Exchange<Answer>,
): Promise<Answer> {
  const { peer, lane, perform } = exchange;
  const there = links.judge({ peer, lane, way: 'out' });
  const back = links.judge({ peer, lane, way: 'back' });
  if (!there.dropped && !back.dropped && there.delayMs + back.delayMs === 0) {
    if (there.copies === 2) void perform().catch(() => undefined);
    return perform();
  }
  return new Promise((resolve, reject) => {
    let sent = false;
    const cancel = clock.schedule(exchange.deadlineMs, () => reject(exchange.late(sent)));
    const end = (settle: () => void): void => {
      cancel();
      settle();
    };
    if (there.dropped) return;
    clock.schedule(there.delayMs, () => {
      sent = true;
      if (there.copies === 2) void perform().catch(() => undefined);
      perform().then(
        (answer) => {
          if (!back.dropped) clock.schedule(back.delayMs, () => end(() => resolve(answer)));
        },
        (error: unknown) => end(() => reject(error)),
      );
    });
  });
}
