// The longest replication lag of the cluster, looked at while the load runs.
import { ask } from '../node-api.ts';

/** Milliseconds between looks. */
const lookEvery = 1_000;

export class LagWatch {
  readonly #urls: readonly string[];
  readonly #onLag: (seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;
  #asking = false;

  constructor(urls: readonly string[], onLag: (seconds: number) => void) {
    this.#urls = urls;
    this.#onLag = onLag;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), lookEvery);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Asks the nodes in turn, one question at a time; one that does not answer leaves a gap. */
  async #look(): Promise<void> {
    const url = this.#urls[this.#turn % this.#urls.length];
    if (url === undefined || this.#asking) return;
    this.#turn += 1;
    this.#asking = true;
    const rows = await ask(url, '/api/v1/cluster/replication/lag').catch(() => undefined);
    this.#asking = false;
    if (rows === undefined) return;
    this.#onLag(Math.max(0, ...rows.map(({ lag_seconds }) => lag_seconds)));
  }
}
