/**
 * The way of messages that fill new copies: in order, and no faster than the bandwidth that moves may use. A message goes
 * when what went before it has been paid for, so one of any size passes, and the rate holds on average.
 */
import type { Cancel, Clock } from '../io/clock.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import type { GroupMessage } from '../replication/message.ts';

export type BulkLaneDeps = {
  readonly clock: Clock;
  /** Bytes a second for all messages together. */
  readonly bytesPerSecond: number;
  /** A message that would wait for longer than this is dropped; its group sends it again, milliseconds. */
  readonly waitMsMax: number;
  readonly send: (to: NodeId, message: GroupMessage) => void;
};

type Waiting = { readonly to: NodeId; readonly message: GroupMessage; readonly bytes: number };

export class BulkLane {
  readonly #deps: BulkLaneDeps;
  readonly #waiting: Waiting[] = [];
  readonly #sent = new Map<string, number>();
  #waitingBytes = 0;
  /** When everything that was sent is paid for, monotonic milliseconds. */
  #paidAt = 0;
  #cancel: Cancel | null = null;

  constructor(deps: BulkLaneDeps) {
    this.#deps = deps;
  }

  send(to: NodeId, message: GroupMessage): void {
    const bytes = Buffer.byteLength(JSON.stringify(message));
    const waitMs = this.#debtMs() + this.#costMs(this.#waitingBytes);
    if (this.#waiting.length > 0 && waitMs > this.#deps.waitMsMax) return;
    this.#waiting.push({ to, message, bytes });
    this.#waitingBytes += bytes;
    this.#sendDue();
  }

  /** Bytes that went to a new copy since this node started. */
  bytesSent(group: GroupId, to: NodeId): number {
    return this.#sent.get(`${group} ${to}`) ?? 0;
  }

  stop(): void {
    this.#cancel?.();
    this.#waiting.length = 0;
  }

  #sendDue(): void {
    while (this.#debtMs() === 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { to, message, bytes } = next;
      this.#waitingBytes -= bytes;
      this.#paidAt = this.#deps.clock.monotonicMs() + this.#costMs(bytes);
      const key = `${message.group} ${to}`;
      this.#sent.set(key, (this.#sent.get(key) ?? 0) + bytes);
      this.#deps.send(to, message);
    }
    if (this.#waiting.length === 0 || this.#cancel !== null) return;
    this.#cancel = this.#deps.clock.schedule(this.#debtMs(), () => {
      this.#cancel = null;
      this.#sendDue();
    });
  }

  #debtMs(): number {
    return Math.max(0, this.#paidAt - this.#deps.clock.monotonicMs());
  }

  #costMs(bytes: number): number {
    return (1_000 * bytes) / this.#deps.bytesPerSecond;
  }
}
