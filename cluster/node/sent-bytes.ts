/** Bytes of replication messages that this node sent to the copies of each space, since the start. */
import type { NodeId } from '../model/ids.ts';

export type SentCount = {
  readonly space: string;
  readonly replica: NodeId;
  readonly bytes: number;
};

export class SentBytes {
  readonly #counts = new Map<NodeId, Map<string, number>>();

  add(replica: NodeId, space: string, bytes: number): void {
    const counts = this.#counts.get(replica) ?? new Map<string, number>();
    counts.set(space, (counts.get(space) ?? 0) + bytes);
    this.#counts.set(replica, counts);
  }

  get all(): readonly SentCount[] {
    return [...this.#counts].flatMap(([replica, counts]) =>
      [...counts].map(([space, bytes]) => ({ space, replica, bytes })),
    );
  }
}
