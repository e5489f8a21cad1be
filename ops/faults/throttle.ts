// A slow node: the supervisor stops and continues its process many times a second, so it runs for a share of the time.
import type { NodeHost } from '../supervisor/node-host.ts';

/** Milliseconds: short against a probe's time limit, long against the cost of two signals. */
const periodMs = 100;

export class Throttle {
  readonly #host: NodeHost;
  #share: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(host: NodeHost, share: number) {
    this.#host = host;
    this.#share = share;
    this.#run();
  }

  setShare(share: number): void {
    this.#share = share;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal('CONT');
  }

  #run(): void {
    this.#signal('CONT');
    this.#timer = setTimeout(() => {
      this.#signal('STOP');
      this.#timer = setTimeout(() => this.#run(), periodMs * (1 - this.#share));
    }, periodMs * this.#share);
  }

  /** A node that is paused stays paused, and one that is stopped is let be. */
  #signal(name: 'STOP' | 'CONT'): void {
    if (this.#host.state.pid !== undefined && this.#host.state.state !== 'paused') {
      this.#host.signal(name);
    }
  }
}
