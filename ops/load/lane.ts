// The way to one node: operations are collected here, and go together once a connection is free.
import type { Outcome } from './history.ts';
import { toOutcomes, toRequest } from './request.ts';
import { Wire } from './wire.ts';
import type { LoadOperation } from './workload.ts';

export type Issued = {
  readonly index: number;
  /** Milliseconds of the monotonic clock at which it was due. */
  readonly due: number;
  readonly operation: LoadOperation;
};

export type Settled = {
  readonly issued: readonly Issued[];
  /** Of all, or of each in order. */
  readonly outcomes: Outcome | readonly Outcome[];
  readonly sentAt: number;
  readonly at: number;
  readonly node: string;
};

export type LaneOptions = {
  readonly node: string;
  readonly url: string;
  readonly connections: number;
  /** Most operations in one request; 1: each alone, by the operation's own path. */
  readonly batchMax: number;
};

export class Lane {
  readonly #options: LaneOptions;
  readonly #onSettled: (settled: Settled) => void;
  readonly #wires: readonly Wire[];
  #waiting: Issued[] = [];
  /** How many of those are collected: they go as soon as they can. */
  #collected = 0;

  constructor(options: LaneOptions, onSettled: (settled: Settled) => void) {
    this.#options = options;
    this.#onSettled = onSettled;
    this.#wires = Array.from({ length: options.connections }, () => new Wire(options.url));
  }

  add(issued: Issued): void {
    this.#waiting.push(issued);
  }

  /** No more fits into one request. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#options.batchMax;
  }

  /** What waits now goes: at once as far as there are free connections, the rest as they become free. */
  flush(): void {
    this.#collected = this.#waiting.length;
    for (const wire of this.#wires) {
      if (this.#collected === 0) return;
      if (wire.isFree) this.#send(wire);
    }
  }

  /** What still waits is never sent. */
  close(): void {
    this.#waiting = [];
    this.#collected = 0;
    for (const wire of this.#wires) wire.close();
  }

  #send(wire: Wire): void {
    const { batchMax, node } = this.#options;
    const issued = this.#waiting.slice(0, Math.min(batchMax, this.#collected));
    this.#waiting = this.#waiting.slice(issued.length);
    this.#collected -= issued.length;
    const operations = issued.map(({ operation }) => operation);
    const sentAt = performance.now();
    wire.send(toRequest(operations, batchMax > 1), (result) => {
      const outcomes = toOutcomes(result, operations, batchMax > 1);
      this.#onSettled({ issued, outcomes, sentAt, at: performance.now(), node });
      if (wire.isFree && this.#collected > 0) this.#send(wire);
    });
  }
}
