/**
 * Keeps the patterns of every space equal on all its copies. Each round asks a few random peers for the roots of the
 * spaces they share and exchanges what differs; a peer that comes back to life is synchronized at once.
 */
import type { Deadline } from '../api/deadline.ts';
import { gossipPath } from '../api/internal-gossip.ts';
import { sentenceOf } from '../errors.ts';
import type { GossipCounters } from '../gossip/counters.ts';
import { answerExchange, exchangePatterns } from '../gossip/exchange.ts';
import type { AnswerTo, GossipAnswer, GossipRequest, SpaceRequest } from '../gossip/message.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { type Random, shuffle } from '../io/random.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import type { Groups } from './groups.ts';
import type { Patterns } from './patterns.ts';
import type { Peers } from './peers.ts';

export type GossiperDeps = {
  readonly patterns: Patterns;
  readonly groups: Groups;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly counters: GossipCounters;
  readonly options: {
    /** Peers asked in a round. */
    readonly fanout: number;
    /** Patterns in one message. */
    readonly patternsMax: number;
  };
};

/** A peer that does not answer within this time is left for the next round, milliseconds. */
const callMs = 2_000;
/** How often a full sync goes over a space that changes meanwhile. */
const passes = 5;

export class Gossiper {
  /** Told how long each comparison of two trees took, seconds. */
  onCompared: (seconds: number) => void = () => undefined;
  readonly #deps: GossiperDeps;
  readonly #lost = new Set<NodeId>();
  /** Alive, and their copies have not been compared since they came or came back. */
  readonly #unmet = new Set<NodeId>();
  readonly #met = new Set<NodeId>();
  #round: Promise<void> | null = null;

  constructor(deps: GossiperDeps) {
    this.#deps = deps;
  }

  /** Never rejects, never overlaps with itself. */
  round(): Promise<void> {
    this.#round ??= this.#runRound().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  /** To be called with every change of the member list: whoever was away may have missed everything. */
  noteMember({ id, state, local }: Member): void {
    if (local) return;
    if (state !== 'alive') {
      this.#lost.add(id);
      this.#met.delete(id);
      this.#unmet.delete(id);
      return;
    }
    if (this.#met.has(id) || this.#unmet.has(id)) return;
    this.#unmet.add(id);
    if (this.#lost.delete(id)) {
      const shared = this.#sharedWith().get(id) ?? [];
      this.#deps.logger.info('gossip-after-return', { member: id, spaces: shared.length });
    }
    void this.#meet(id);
  }

  /**
   * Compares with those that came and were not reached since. Gives the spaces of which a copy could not be compared:
   * what it found while it was away is not known here yet.
   */
  async meetReturned(): Promise<ReadonlySet<SpaceId>> {
    await Promise.all([...this.#unmet].map((id) => this.#meet(id)));
    const shared = this.#sharedWith();
    return new Set([...this.#unmet].flatMap((id) => shared.get(id) ?? []));
  }

  async #meet(id: NodeId): Promise<void> {
    const shared = this.#sharedWith().get(id) ?? [];
    if ((await this.#syncWith(id, shared)) === null || !this.#unmet.delete(id)) return;
    this.#met.add(id);
  }

  /** Synchronizes all spaces with all their alive copies; gives those that are not equal everywhere when time is over. */
  async syncAll(deadline: Deadline): Promise<readonly SpaceId[]> {
    const unfinished = await Promise.all(
      [...this.#sharedWith()].map(([node, spaces]) => this.#syncFully(node, spaces, deadline)),
    );
    return [...new Set(unfinished.flat())].sort();
  }

  /** Carries what has just changed in a space to its other copies. */
  async spread(space: SpaceId): Promise<void> {
    await Promise.all(
      [...this.#sharedWith()]
        .filter(([, spaces]) => spaces.includes(space))
        .map(([node]) => this.#syncWith(node, [space])),
    );
  }

  async answer(request: GossipRequest): Promise<GossipAnswer> {
    const { patterns, options } = this.#deps;
    if (request.kind === 'roots') {
      const roots = await Promise.all(request.spaces.map((space) => patterns.root(space)));
      return { kind: 'roots', roots };
    }
    const set = await patterns.of(request.space);
    if (set === null) return { kind: 'no-copy' };
    return await answerExchange(set, request, options.patternsMax);
  }

  async #runRound(): Promise<void> {
    const { counters, clock, random, options, patterns, logger } = this.#deps;
    const shared = this.#sharedWith();
    const chosen = shuffle(random, [...shared]).slice(0, options.fanout);
    await Promise.all(chosen.map(([node, spaces]) => this.#syncWith(node, spaces)));
    await patterns.dropFormer().catch((cause: unknown) => {
      logger.error('patterns-not-dropped', { reason: sentenceOf(cause) });
    });
    counters.rounds += 1;
    counters.lastRoundAt = clock.monotonicMs();
  }

  async #syncFully(
    node: NodeId,
    spaces: readonly SpaceId[],
    deadline: Deadline,
  ): Promise<readonly SpaceId[]> {
    let left = spaces;
    for (let pass = 0; pass < passes && left.length > 0 && !deadline.isOver; pass += 1) {
      const found = await this.#syncWith(node, left);
      // What was found different is looked at again: equal then, or changed meanwhile.
      left = found ?? left;
      if (found?.length === 0) return [];
    }
    return left;
  }

  /** Gives the spaces that were found different, and exchanged; null if the peer did not answer. */
  async #syncWith(node: NodeId, spaces: readonly SpaceId[]): Promise<readonly SpaceId[] | null> {
    const { counters, clock, logger } = this.#deps;
    try {
      const different = await this.#compare(node, spaces);
      for (const space of different) {
        counters.patternMismatches += 1;
        await this.#exchange(node, space);
      }
      return different;
    } catch (thrown) {
      counters.noteCall(node, sentenceOf(thrown), clock.monotonicMs());
      logger.debug('gossip-broken-off', { member: node, reason: sentenceOf(thrown) });
      return null;
    }
  }

  async #compare(node: NodeId, spaces: readonly SpaceId[]): Promise<readonly SpaceId[]> {
    if (spaces.length === 0) return [];
    const { patterns } = this.#deps;
    const answer = await this.#call(node, { kind: 'roots', spaces });
    if (answer.kind !== 'roots') throw new Error(`\`${node}\` answered something else than roots.`);
    const own = await Promise.all(spaces.map((space) => patterns.root(space)));
    return spaces.filter((_, index) => {
      const theirs = answer.roots[index] ?? null;
      return theirs !== null && own[index] !== null && theirs !== own[index];
    });
  }

  async #exchange(node: NodeId, space: SpaceId): Promise<void> {
    const { patterns, options, clock, counters, logger } = this.#deps;
    const set = await patterns.of(space);
    if (set === null) return;
    const startedAt = clock.monotonicMs();
    const { pulled, pushed } = await exchangePatterns({
      space,
      set,
      patternsMax: options.patternsMax,
      ask: async <Request extends SpaceRequest>(request: Request): Promise<AnswerTo<Request>> => {
        const answer = await this.#call(node, request);
        if (answer.kind !== request.kind) throw new Error(`\`${node}\` holds no copy any more.`);
        if (request.kind === 'push' || request.kind === 'pull') {
          counters.deltaBytes += Buffer.byteLength(
            JSON.stringify(request.kind === 'push' ? request : answer),
          );
        }
        return answer as AnswerTo<Request>;
      },
    });
    this.onCompared((clock.monotonicMs() - startedAt) / 1_000);
    logger.info('patterns-exchanged', { memory_space: space, member: node, pulled, pushed });
  }

  async #call(node: NodeId, request: GossipRequest): Promise<GossipAnswer> {
    const { peers, counters, clock } = this.#deps;
    // The peer is another node of this program: it answers what `answer` returns.
    const answer = (await peers.ask(node, gossipPath, request, callMs, 'gossip')) as GossipAnswer;
    counters.noteCall(node, null, clock.monotonicMs());
    return answer;
  }

  /** The alive nodes that hold copies of spaces held here, and which. */
  #sharedWith(): ReadonlyMap<NodeId, readonly SpaceId[]> {
    const { groups, peers, patterns } = this.#deps;
    const alive = new Set(peers.alive());
    const shared = new Map<NodeId, SpaceId[]>();
    for (const space of patterns.held()) {
      const copies = groups.spaces.get(space)?.status().copies;
      for (const node of [...(copies?.voters ?? []), ...(copies?.learners ?? [])]) {
        if (node === peers.self || !alive.has(node)) continue;
        shared.set(node, [...(shared.get(node) ?? []), space]);
      }
    }
    return shared;
  }
}
