/** What gossip on this node has seen since its start. */
import type { NodeId } from '../model/ids.ts';

export type PeerGossip = {
  /** Milliseconds on the monotonic clock; null if never. */
  lastSyncAt: number | null;
  failures: number;
  lastError: string | null;
};

/** The drop rate is over so many calls. */
const recentCalls = 200;

export class GossipCounters {
  rounds = 0;
  /** Monotonic milliseconds; null before the first. */
  lastRoundAt: number | null = null;
  /** Spaces whose patterns differed from a peer's when roots were compared. */
  patternMismatches = 0;
  /** Copies here whose memories differed from the primary's at the same sequence. */
  memoryMismatches = 0;
  /** Copies here that were put right by taking the primary's state. */
  memoryRepairs = 0;
  /** Bytes of patterns sent and received. */
  deltaBytes = 0;
  /** Patterns that came to have more than one version. */
  conflicts = 0;
  readonly peers = new Map<NodeId, PeerGossip>();
  #recent: boolean[] = [];

  /** `error` is null for a call that was answered. */
  noteCall(node: NodeId, error: string | null, now: number): void {
    this.#recent = [...this.#recent, error === null].slice(-recentCalls);
    const peer = this.peers.get(node) ?? { lastSyncAt: null, failures: 0, lastError: null };
    if (error === null) peer.lastSyncAt = now;
    else peer.failures += 1;
    peer.lastError = error;
    this.peers.set(node, peer);
  }

  /** Calls without an answer, as a share of the last 200: 0 to 1; 0 before the first. */
  get dropRate(): number {
    if (this.#recent.length === 0) return 0;
    return this.#recent.filter((answered) => !answered).length / this.#recent.length;
  }
}
