// Which node is the primary of which space, kept up to date while the load runs.
import { ask } from '../node-api.ts';

/** Milliseconds between looks. */
const lookEvery = 1_000;

export class Primaries {
  readonly #urls: readonly string[];
  #bySpace: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Node id, or undefined while nobody is known. */
  of(space: string): string | undefined {
    return this.#bySpace.get(space);
  }

  /** Asks the nodes in turn; one that does not answer leaves what is known. */
  async look(): Promise<void> {
    const url = this.#urls[this.#turn++ % this.#urls.length];
    if (url === undefined) return;
    const answer = await ask(url, '/api/v1/cluster/spaces').catch(() => undefined);
    if (answer === undefined) return;
    this.#bySpace = new Map(
      answer.spaces.flatMap(({ id, primary_node }) =>
        primary_node === null ? [] : [[id, primary_node] as const],
      ),
    );
  }

  /** Looks again and again until `stop`. */
  follow(): void {
    this.#timer = setInterval(() => void this.look(), lookEvery);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
