/** Full syncs that somebody ordered here: all alive nodes bring the patterns of all their spaces together. */
import { Deadline } from '../api/deadline.ts';
import { type FullSyncAnswer, fullSyncPath, fullSyncStatusPath } from '../api/internal-gossip.ts';
import { sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Gossiper } from './gossiper.ts';
import type { Patterns } from './patterns.ts';
import type { Peers } from './peers.ts';
import { Remembered } from './remembered.ts';
import type { ReplicaCheck } from './replica-check.ts';

export type FullSyncsDeps = {
  readonly peers: Peers;
  readonly patterns: Patterns;
  readonly gossiper: Gossiper;
  readonly replicaCheck: ReplicaCheck;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Compares all copies; called at the end of each sync. */
  readonly compare: (deadline: Deadline) => Promise<unknown>;
  readonly config: { readonly gossip: { readonly intervalMs: number } };
};

export type FullSync = {
  readonly id: string;
  readonly status: 'syncing' | 'complete' | 'failed';
  /** Null while it waits for the one before. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly nodesTotal: number;
  readonly nodesCompleted: number;
  /** Spaces that are not equal on all alive copies. */
  readonly unfinished: readonly SpaceId[];
  /** Nodes that did not report, and why. */
  readonly failures: readonly { readonly node: NodeId; readonly reason: string }[];
};

/** A sync that takes longer has failed, milliseconds. */
const deadlineMs = 60_000;
/** Longest pause between two syncs, milliseconds. */
const pauseMsMax = 10_000;

/**
 * A sync reads every copy, so this node runs one at a time, with a pause in between. Whoever asks meanwhile gets the next
 * one, together with all others who ask: never the one that runs or has just ended, which may have looked at a copy before
 * what they want synchronized was there.
 */
export class FullSyncs {
  readonly #deps: FullSyncsDeps;
  readonly #syncs: Remembered<FullSync>;
  #isRunning = false;
  /** When the last one ended, monotonic milliseconds; null before the first. */
  #endedAt: number | null = null;
  /** The one that will run next. */
  #waiting: string | null = null;

  constructor(deps: FullSyncsDeps) {
    this.#deps = deps;
    const { peers, clock } = deps;
    this.#syncs = new Remembered({ prefix: 'sync', path: fullSyncStatusPath, peers, clock });
  }

  /** Begins one, or has it wait for its turn, and returns at once. */
  start(): FullSync {
    const { peers } = this.#deps;
    const waiting = this.#waiting === null ? null : this.own(this.#waiting);
    if (waiting !== null) return waiting;
    const id = this.#syncs.newId();
    const sync: FullSync = {
      id,
      status: 'syncing',
      startedAt: null,
      finishedAt: null,
      nodesTotal: peers.alive().length,
      nodesCompleted: 0,
      unfinished: [],
      failures: [],
    };
    this.#syncs.note(sync);
    this.#waiting = id;
    this.run();
    return this.own(id) ?? sync;
  }

  /** Begins the sync that waits, if its turn has come; to be called every second or so. */
  run(): void {
    const { clock, config } = this.#deps;
    const id = this.#waiting;
    if (id === null || this.#isRunning) return;
    // Two rounds of gossip have their turn before everything is read again.
    const pauseMs = Math.min(2 * config.gossip.intervalMs, pauseMsMax);
    if (this.#endedAt !== null && clock.monotonicMs() - this.#endedAt < pauseMs) return;
    this.#waiting = null;
    this.#isRunning = true;
    void this.#carryOut(id).finally(() => {
      this.#isRunning = false;
      this.#endedAt = clock.monotonicMs();
    });
  }

  /** The sync as the node where it was ordered knows it; null if nobody remembers it. */
  find(id: string, deadline: Deadline): Promise<FullSync | null> {
    return this.#syncs.find(id, deadline);
  }

  own(id: string): FullSync | null {
    return this.#syncs.own(id);
  }

  /** What this node does when another one orders a sync. */
  async answer(request: { readonly deadlineMs: number }): Promise<FullSyncAnswer> {
    const { gossiper, patterns, replicaCheck } = this.#deps;
    const deadline = new Deadline(Math.min(request.deadlineMs, deadlineMs), this.#deps.clock);
    const unfinished = await gossiper.syncAll(deadline);
    await replicaCheck.run();
    return { spaces: patterns.held().length, unfinished };
  }

  async #carryOut(id: string): Promise<void> {
    const { clock, logger, compare, peers } = this.#deps;
    const nodes = peers.alive();
    const startedAt = new Date(clock.wallMs()).toISOString();
    this.#syncs.change(id, (sync) => ({ ...sync, startedAt, nodesTotal: nodes.length }));
    const deadline = new Deadline(deadlineMs, clock);
    await Promise.all(nodes.map((node) => this.#runOn(id, node, deadline)));
    await compare(new Deadline(deadlineMs, clock)).catch((thrown: unknown) => {
      logger.warn('comparison-failed', { reason: sentenceOf(thrown) });
    });
    this.#syncs.change(id, (sync) => {
      const isDone = sync.failures.length === 0 && sync.unfinished.length === 0;
      const finishedAt = new Date(clock.wallMs()).toISOString();
      return { ...sync, status: isDone ? 'complete' : 'failed', finishedAt };
    });
    const sync = this.own(id);
    logger.info('full-sync', { operation: 'full_sync', id, outcome: sync?.status ?? 'forgotten' });
  }

  async #runOn(id: string, node: NodeId, deadline: Deadline): Promise<void> {
    try {
      const { unfinished } = await this.#ask(node, deadline.remainingMs());
      this.#syncs.change(id, (sync) => ({
        ...sync,
        nodesCompleted: sync.nodesCompleted + 1,
        unfinished: [...new Set([...sync.unfinished, ...unfinished])].sort(),
      }));
    } catch (thrown) {
      const failure = { node, reason: sentenceOf(thrown) };
      this.#syncs.change(id, (sync) => ({ ...sync, failures: [...sync.failures, failure] }));
    }
  }

  async #ask(node: NodeId, remainingMs: number): Promise<FullSyncAnswer> {
    const { peers } = this.#deps;
    const request = { deadlineMs: remainingMs };
    if (node === peers.self) return await this.answer(request);
    // The peer is another node of this program: it answers what `answer` returns.
    return (await peers.ask(node, fullSyncPath, request, remainingMs)) as FullSyncAnswer;
  }
}
