/** A member is a node as another node sees it. Nothing here knows how that view is reached: that is `swim/`. */

export type MemberState = 'alive' | 'suspect' | 'dead' | 'left';

/** What a node says about itself. A record never changes within one incarnation: changing it raises the incarnation. */
export type MemberRecord = {
  /** Name of the node, equal to its host name (`node-1`); unique in the cluster. */
  readonly id: string;
  /** Where it listens for SWIM datagrams: `ip:port`, already resolved. */
  readonly swimAddress: string;
  /** Base URL of its HTTP API: `http://host:port`, no trailing slash. */
  readonly httpAddress: string;
  /** Version of its program, `major.minor.patch`. */
  readonly version: string;
  /** True while an operator drains it: it keeps its vote and its reads and gets no new primaries. */
  readonly draining: boolean;
  /** When its process started, whole Unix milliseconds. Tells a restart from a refutation. */
  readonly startedAt: number;
};

/** One row of the member list. */
export type Member = MemberRecord & {
  readonly state: MemberState;
  /** Version number of `state` and of the record; only the node itself raises it. */
  readonly incarnation: number;
  /** When `state` last changed here, on the monotonic clock handed to SWIM, milliseconds. */
  readonly changedAt: number;
  /**
   * When a datagram last came directly from this member, same clock; null if none came in this process.
   * Rises by gossip never: it is what this node itself has heard. For the own row it is the current time.
   */
  readonly heardAt: number | null;
  /** True for the row that describes the node that holds the list. */
  readonly local: boolean;
};

/** Alive members answer. Suspects may; whoever needs certainty counts them as unreachable. */
export function isReachable(member: Member): boolean {
  return member.state === 'alive';
}
