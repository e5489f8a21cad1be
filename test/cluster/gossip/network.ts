/** Nodes that gossip over a network that loses, doubles, delays and reorders, all by one seed. */
import { noChanges, tickClock } from '../../../cluster/gossip/clock.ts';
import { answerExchange, exchangePatterns } from '../../../cluster/gossip/exchange.ts';
import type { AnswerTo, SpaceRequest } from '../../../cluster/gossip/message.ts';
import type { PatternVersion } from '../../../cluster/gossip/pattern.ts';
import { PatternSet } from '../../../cluster/gossip/pattern-set.ts';
import { createSeededRandom, type Random, randomInteger } from '../../../cluster/io/random.ts';
import { contentOf } from './arbitraries.ts';

export type Faults = { readonly drop: number; readonly double: number; readonly late: number };

export class GossipNetwork {
  readonly sets: readonly PatternSet[];
  readonly random: Random;
  largestMessage = 0;
  readonly #patternsMax: number;
  /** Requests that arrive when nobody expects them any more. */
  #late: { readonly to: PatternSet; readonly request: SpaceRequest }[] = [];
  faults: Faults = { drop: 0, double: 0, late: 0 };

  constructor(seed: number, nodes: number, patternsMax: number) {
    this.random = createSeededRandom(seed);
    this.#patternsMax = patternsMax;
    this.sets = Array.from({ length: nodes }, () => new PatternSet([], () => Promise.resolve()));
  }

  /** One change on one node: a new version that knows what that node knows. */
  async write(node: number): Promise<void> {
    const id = `belief_${randomInteger(this.random, 40)}`;
    const confidence = randomInteger(this.random, 100) / 100;
    await this.#set(node).change((known) => {
      const versions = known.get(id)?.versions ?? [];
      const clock = (versions[0]?.clock ?? noChanges) as PatternVersion['clock'];
      const by = `node-${node}`;
      const made = { content: contentOf(confidence, []), clock: tickClock(clock, by), by, at: '' };
      return [{ id, versions: [made] }];
    });
  }

  /** One round of one node with one other; false when the network broke it off. */
  async exchange(from: number, to: number): Promise<boolean> {
    const done = await exchangePatterns({
      space: 'ops',
      set: this.#set(from),
      patternsMax: this.#patternsMax,
      ask: (request) => this.#carry(this.#set(to), request),
    }).catch((thrown: unknown) => {
      if (thrown instanceof LostMessage) return null;
      throw thrown;
    });
    return done !== null;
  }

  roots(): readonly string[] {
    return this.sets.map((set) => set.tree.root());
  }

  async #carry<Request extends SpaceRequest>(
    to: PatternSet,
    request: Request,
  ): Promise<AnswerTo<Request>> {
    this.#measure(request);
    if (this.#happens(this.faults.late)) this.#late.push({ to, request });
    if (this.#happens(this.faults.drop)) throw new LostMessage();
    await this.#deliverLate();
    if (this.#happens(this.faults.double)) await answerExchange(to, request, this.#patternsMax);
    const answer = await answerExchange(to, request, this.#patternsMax);
    if (this.#happens(this.faults.drop)) throw new LostMessage();
    // What travels is text: nothing may depend on sharing objects.
    return JSON.parse(JSON.stringify(answer)) as AnswerTo<Request>;
  }

  async #deliverLate(): Promise<void> {
    const due = this.#late.filter(() => this.#happens(0.5));
    this.#late = this.#late.filter((one) => !due.includes(one));
    for (const { to, request } of due.reverse())
      await answerExchange(to, request, this.#patternsMax);
  }

  #measure(request: SpaceRequest): void {
    const size = request.kind === 'push' ? request.patterns.length : 0;
    const asked = request.kind === 'pull' ? request.ids.length : 0;
    this.largestMessage = Math.max(this.largestMessage, size, asked);
  }

  #happens(probability: number): boolean {
    return this.random.fraction() < probability;
  }

  #set(node: number): PatternSet {
    const set = this.sets[node];
    if (set === undefined) throw new Error(`There is no node ${node}.`);
    return set;
  }
}

class LostMessage extends Error {}
