// Which node is the primary of which space, and which nodes hold a copy of it, kept up to date while the load runs.
import { ask } from '../node-api.ts';

/** Milliseconds between looks. */
const lookEvery = 1_000;

type Copies = { readonly primary: string | null; readonly holders: readonly string[] };

export class CopiesWatch {
  readonly #urls: readonly string[];
  #bySpace: ReadonlyMap<string, Copies> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Node id, or undefined while nobody is known. */
  primaryOf(space: string): string | undefined {
    return this.#bySpace.get(space)?.primary ?? undefined;
  }

  /** Ids of the nodes with a copy, the primary among them; none while nothing is known. */
  holdersOf(space: string): readonly string[] {
    return this.#bySpace.get(space)?.holders ?? [];
  }

  /** Asks the nodes in turn; one that does not answer leaves what is known. */
  async look(): Promise<void> {
    const url = this.#urls[this.#turn++ % this.#urls.length];
    if (url === undefined) return;
    const answer = await ask(url, '/api/v1/cluster/spaces').catch(() => undefined);
    if (answer === undefined) return;
    this.#bySpace = new Map(
      answer.spaces.map(({ id, primary_node: primary, replicas }) => [
        id,
        { primary, holders: primary === null ? replicas : [primary, ...replicas] },
      ]),
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
