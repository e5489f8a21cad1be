/**
 * Work that was ordered at this node and takes a while. It is remembered here under an id that names the node, so whoever
 * is asked for it knows where to ask. A node that ends forgets it.
 */
import type { Deadline } from '../api/deadline.ts';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Peers } from './peers.ts';

export type RememberedDeps = {
  /** What ids begin with, of small letters: `sync` makes `sync_node-1_mk2v8w0a`. */
  readonly prefix: string;
  /** Where other nodes answer their own `own(id)`. */
  readonly path: string;
  readonly peers: Peers;
  readonly clock: Clock;
};

const rowsMax = 64;

export class Remembered<Row extends { readonly id: string }> {
  readonly #deps: RememberedDeps;
  readonly #rows = new Map<string, Row>();
  #last = 0;

  constructor(deps: RememberedDeps) {
    this.#deps = deps;
  }

  /** One that was never given out, also not before a restart. */
  newId(): string {
    const { prefix, peers, clock } = this.#deps;
    this.#last = Math.max(this.#last + 1, clock.wallMs());
    return `${prefix}_${peers.self}_${this.#last.toString(36)}`;
  }

  /** The oldest is forgotten for it where there are too many. */
  note(row: Row): void {
    this.#rows.set(row.id, row);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > rowsMax && oldest !== undefined) this.#rows.delete(oldest);
  }

  change(id: string, make: (row: Row) => Row): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#rows.set(id, make(row));
  }

  own(id: string): Row | null {
    return this.#rows.get(id) ?? null;
  }

  /** The oldest first. */
  rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The row as the node where it was ordered knows it; null if nobody remembers it. Throws if that node is silent. */
  async find(id: string, deadline: Deadline): Promise<Row | null> {
    const { prefix, path, peers } = this.#deps;
    const [, kind, node] = /^([a-z]+)_([a-z0-9-]+)_[0-9a-z]+$/.exec(id) ?? [];
    if (kind !== prefix || node === undefined || peers.addressOf(node) === null) return null;
    if (node === peers.self) return this.own(id);
    try {
      // The peer is another node of this program: it answers its own `own`.
      return (await peers.ask(node, path, { id }, deadline.remainingMs() / 2)) as Row | null;
    } catch (cause) {
      const message = `\`${node}\`, where \`${id}\` was ordered, does not answer.`;
      throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', message, { cause });
    }
  }
}
