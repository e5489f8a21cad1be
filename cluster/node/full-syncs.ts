/** Full syncs that somebody ordered here: all alive nodes bring the patterns of all their spaces together. */
import { Deadline } from '../api/deadline.ts';
import { type FullSyncAnswer, fullSyncPath, fullSyncStatusPath } from '../api/internal-gossip.ts';
import { ApiError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Gossiper } from './gossiper.ts';
import type { Patterns } from './patterns.ts';
import type { Peers } from './peers.ts';
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
};

export type FullSync = {
  readonly id: string;
  readonly status: 'syncing' | 'complete' | 'failed';
  readonly startedAt: string;
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
const rememberedMax = 64;

export class FullSyncs {
  readonly #deps: FullSyncsDeps;
  readonly #syncs = new Map<string, FullSync>();
  #last = 0;

  constructor(deps: FullSyncsDeps) {
    this.#deps = deps;
  }

  /** Begins one and returns at once. */
  start(): FullSync {
    const { peers, clock } = this.#deps;
    this.#last = Math.max(this.#last + 1, clock.wallMs());
    const nodes = peers.alive();
    const sync: FullSync = {
      id: `sync_${peers.self}_${this.#last.toString(36)}`,
      status: 'syncing',
      startedAt: new Date(clock.wallMs()).toISOString(),
      finishedAt: null,
      nodesTotal: nodes.length,
      nodesCompleted: 0,
      unfinished: [],
      failures: [],
    };
    this.#note(sync);
    void this.#run(sync.id, nodes);
    return sync;
  }

  /** The sync as the node where it was ordered knows it; null if nobody remembers it. */
  async find(id: string, deadline: Deadline): Promise<FullSync | null> {
    const { peers } = this.#deps;
    const node = /^sync_([a-z0-9-]+)_[0-9a-z]+$/.exec(id)?.[1];
    if (node === undefined || peers.addressOf(node) === null) return null;
    if (node === peers.self) return this.own(id);
    try {
      // The peer is another node of this program: it answers its own `own`.
      const answer = await peers.ask(node, fullSyncStatusPath, { id }, deadline.remainingMs() / 2);
      return answer as FullSync | null;
    } catch (cause) {
      const message = `\`${node}\`, where the sync was ordered, does not answer.`;
      throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', message, { cause });
    }
  }

  own(id: string): FullSync | null {
    return this.#syncs.get(id) ?? null;
  }

  /** What this node does when another one orders a sync. */
  async answer(request: { readonly deadlineMs: number }): Promise<FullSyncAnswer> {
    const { gossiper, patterns, replicaCheck } = this.#deps;
    const deadline = new Deadline(Math.min(request.deadlineMs, deadlineMs));
    const unfinished = await gossiper.syncAll(deadline);
    await replicaCheck.run();
    return { spaces: patterns.held().length, unfinished };
  }

  async #run(id: string, nodes: readonly NodeId[]): Promise<void> {
    const { clock, logger, compare } = this.#deps;
    const deadline = new Deadline(deadlineMs);
    await Promise.all(nodes.map((node) => this.#runOn(id, node, deadline)));
    await compare(new Deadline(deadlineMs)).catch((thrown: unknown) => {
      logger.warn('comparison-failed', { reason: sentenceOf(thrown) });
    });
    this.#change(id, (sync) => {
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
      this.#change(id, (sync) => ({
        ...sync,
        nodesCompleted: sync.nodesCompleted + 1,
        unfinished: [...new Set([...sync.unfinished, ...unfinished])].sort(),
      }));
    } catch (thrown) {
      const failure = { node, reason: sentenceOf(thrown) };
      this.#change(id, (sync) => ({ ...sync, failures: [...sync.failures, failure] }));
    }
  }

  async #ask(node: NodeId, remainingMs: number): Promise<FullSyncAnswer> {
    const { peers } = this.#deps;
    const request = { deadlineMs: remainingMs };
    if (node === peers.self) return await this.answer(request);
    // The peer is another node of this program: it answers what `answer` returns.
    return (await peers.ask(node, fullSyncPath, request, remainingMs)) as FullSyncAnswer;
  }

  #change(id: string, make: (sync: FullSync) => FullSync): void {
    const sync = this.#syncs.get(id);
    if (sync !== undefined) this.#syncs.set(id, make(sync));
  }

  #note(sync: FullSync): void {
    this.#syncs.set(sync.id, sync);
    const [oldest] = this.#syncs.keys();
    if (this.#syncs.size > rememberedMax && oldest !== undefined) this.#syncs.delete(oldest);
  }
}
