/** The helper's side of an indirect probe: who asked, and what to answer when the target does or does not. */

export type Request = {
  /** Where the answer goes. */
  readonly askerId: string;
  readonly askerAddress: string;
  /** The asker's own sequence, which the answer repeats. */
  readonly askerSequence: number;
};

/** More requests than this at once are not served: helping must not drown the helper. */
const requestsMax = 256;

export class Relay {
  readonly #requests = new Map<number, Request & { readonly deadline: number }>();

  /** Remembers a request under the sequence of the helper's own ping; false if there are too many. */
  add(sequence: number, request: Request, deadline: number): boolean {
    if (this.#requests.size >= requestsMax) return false;
    this.#requests.set(sequence, { ...request, deadline });
    return true;
  }

  /** The request that an ack answers, which then is over. */
  acked(sequence: number): Request | null {
    const request = this.#requests.get(sequence);
    this.#requests.delete(sequence);
    return request ?? null;
  }

  /** Requests whose target stayed silent; they are over. */
  expire(now: number): readonly Request[] {
    const expired = [...this.#requests].filter(([, request]) => request.deadline <= now);
    for (const [sequence] of expired) this.#requests.delete(sequence);
    return expired.map(([, request]) => request);
  }

  nextAt(): number {
    return Math.min(...[...this.#requests.values()].map((request) => request.deadline));
  }

  postpone(byMs: number): void {
    for (const [sequence, request] of this.#requests) {
      this.#requests.set(sequence, { ...request, deadline: request.deadline + byMs });
    }
  }
}
