/** Clients that write to one node or another, read what they wrote, and remember what they were told. */
import { type Random, randomInteger } from '../../../../cluster/io/random.ts';
import type { SpaceId } from '../../../../cluster/model/ids.ts';
import type { ClientAnswer } from './ask.ts';
import { type Checker, InvariantBroken } from './checker.ts';
import { homesOf } from './health.ts';
import { Memories } from './memories.ts';
import type { SimulatedNode } from './node.ts';
import type { World } from './world.ts';

/**
 * After so long without a majority a node takes no writes, milliseconds. One that gets few answers thinks that it is ill, and
 * then asks the others one by one, nine times as slowly as every 200 ms.
 */
const aloneMsMax = 10_000;
/** Longest time without a request, milliseconds. */
const pauseMsMax = 120;
/** Memories in one request at most. */
const batchMax = 5;

export class Clients {
  acknowledged = 0;
  refused = 0;
  /** Writes that a node was asked for that said that it has no majority. */
  askedFenced = 0;
  /** Reads of what was known to be there, or gone, when they began. */
  read = 0;
  readonly #world: World;
  readonly #checker: Checker;
  readonly #random: Random;
  readonly #spaces: readonly SpaceId[];
  readonly #memories: Memories;
  readonly #onBroken: (error: unknown) => void;
  #running = false;
  #waiting = 0;

  constructor(
    world: World,
    checker: Checker,
    spaces: readonly SpaceId[],
    onBroken: (error: unknown) => void,
  ) {
    this.#world = world;
    this.#checker = checker;
    this.#random = world.random;
    this.#spaces = spaces;
    this.#memories = new Memories(() => world.timeline.now);
    this.#onBroken = onBroken;
  }

  start(): void {
    this.#running = true;
    this.#next();
  }

  stop(): void {
    this.#running = false;
  }

  /** Nobody waits for an answer. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Every copy that these nodes have, and the primary whoever is asked, has what it has to have. */
  async check(nodes: readonly SimulatedNode[]): Promise<void> {
    for (const space of this.#spaces) {
      if (!this.#memories.knows(space)) continue;
      for (const node of nodes) {
        await this.#list(node, space, 'primary');
        // A copy that is being filled for a move is not one yet.
        const homes = await homesOf(this.#world, node, space);
        if (homes.includes(node.id)) await this.#list(node, space, 'local');
      }
    }
  }

  async #list(node: SimulatedNode, space: SpaceId, consistency: string): Promise<void> {
    const url = `/api/v1/memories?space=${space}&limit=1000&consistency=${consistency}`;
    const answer = await this.#world.ask(node, 'GET', url);
    // Who holds no copy has nothing to list, and a space whose first write was refused may not exist.
    if (answer?.status === 404) return this.#compare(space, node, consistency, null);
    if (answer?.status !== 200)
      throw new InvariantBroken(`${node.id} does not list ${space}: ${JSON.stringify(answer)}.`);
    const { memories } = answer.body as { readonly memories: readonly { readonly id: string }[] };
    this.#compare(space, node, consistency, new Set(memories.map(({ id }) => id)));
  }

  #compare(
    space: SpaceId,
    { id }: SimulatedNode,
    consistency: string,
    ids: ReadonlySet<string> | null,
  ): void {
    if (ids === null && consistency === 'local') return;
    this.#memories.compare(space, `${id} (${consistency})`, ids ?? new Set());
  }

  #next(): void {
    this.#world.timeline.after(this.#random.fraction() * pauseMsMax, () => {
      if (!this.#running) return;
      this.#next();
      const node = this.#world.anyoneUp();
      if (node === null) return;
      this.#waiting += 1;
      void this.#act(node)
        .catch(this.#onBroken)
        .finally(() => {
          this.#waiting -= 1;
        });
    });
  }

  #act(node: SimulatedNode): Promise<void> {
    const kind = this.#random.fraction();
    const fate = kind < 0.26 ? 'there' : 'gone';
    const old = kind < 0.3 ? this.#memories.any(fate, this.#random) : null;
    if (old !== null) return kind < 0.12 ? this.#delete(node, old) : this.#get(node, old);
    return kind < 0.4 ? this.#storeMany(node) : this.#store(node);
  }

  async #store(node: SimulatedNode): Promise<void> {
    const space = this.#anySpace();
    const id = this.#memories.begin(space);
    const alone = this.#aloneSince(node);
    const fenced = await this.#fencedSince(node);
    if (fenced !== null) this.askedFenced += 1;
    const url = `/api/v1/memories/remember?space=${space}`;
    const answer = await node.request('POST', url, { id, content: `what ${id} says` });
    this.#world.timeline.note(`stored ${id} ${answer?.status}`);
    if (answer?.status !== 201) {
      this.refused += 1;
      this.#memories.end(id, isNotApplied(answer?.body) ? 'gone' : 'either');
      return;
    }
    if (fenced !== null && fenced === (await this.#fencedSince(node)))
      throw new InvariantBroken(`${node.id} took ${id} and says that it has no majority.`);
    this.#confirm(id, node, alone);
    const { sequence, epoch } = answer.body as { sequence: number; epoch: number };
    this.#checker.acknowledged({ space, id, sequence, epoch });
  }

  async #storeMany(node: SimulatedNode): Promise<void> {
    const count = 1 + randomInteger(this.#random, batchMax);
    const ids = Array.from({ length: count }, () => this.#memories.begin(this.#anySpace()));
    const operations = ids.map((id) => {
      return { op: 'store', id, content: `what ${id} says`, space: this.#memories.spaceOf(id) };
    });
    const alone = this.#aloneSince(node);
    const answer = await node.request('POST', '/api/v1/operations', { operations });
    this.#world.timeline.note(`stored ${ids.join()} ${answer?.status}`);
    const { results } = (answer?.status === 200 ? answer.body : { results: [] }) as {
      readonly results: readonly { readonly status: string; readonly outcome?: string }[];
    };
    for (const [index, id] of ids.entries()) {
      const result = results[index];
      if (result?.status === 'stored') this.#confirm(id, node, alone);
      else {
        this.refused += 1;
        const isRefused = result?.outcome === 'not_applied' || isNotApplied(answer?.body);
        this.#memories.end(id, isRefused ? 'gone' : 'either');
      }
    }
  }

  /** A node has acknowledged the store. */
  #confirm(id: string, node: SimulatedNode, alone: number | null): void {
    if (alone !== null && alone === this.#aloneSince(node))
      throw new InvariantBroken(`${node.id} took ${id} without a majority in reach.`);
    this.acknowledged += 1;
    this.#memories.end(id, 'there');
    const holders = this.#world.nodes.filter(({ durable }) => durable.has(id));
    this.#checker.durable(
      id,
      holders.map((holder) => holder.id),
    );
  }

  async #delete(node: SimulatedNode, id: string): Promise<void> {
    const space = this.#memories.spaceOf(id);
    this.#memories.beginAgain(id);
    const answer = await node.request('DELETE', `/api/v1/memories/${id}?space=${space}`);
    this.#world.timeline.note(`deleted ${id} ${answer?.status}`);
    if (answer?.status === 404)
      throw new InvariantBroken(`${node.id} does not find ${id} of ${space}, to delete it.`);
    if (answer?.status === 200) this.#memories.end(id, 'gone');
    else this.#memories.end(id, isNotApplied(answer?.body) ? 'there' : 'either');
  }

  async #get(node: SimulatedNode, id: string): Promise<void> {
    const before = this.#memories.settled(id);
    const space = this.#memories.spaceOf(id);
    const answer = await node.request('GET', `/api/v1/memories/${id}?space=${space}`);
    this.#world.timeline.note(`read ${id} ${answer?.status}`);
    const isFound = answer?.status === 200;
    if (before === null || (!isFound && answer?.status !== 404)) return;
    if (this.#memories.settled(id)?.since !== before.since) return;
    this.read += 1;
    if (isFound !== (before.fate === 'there'))
      throw new InvariantBroken(
        `${node.id} says ${answer.status} to ${id} of ${space}, which is ${before.fate}.`,
      );
  }

  #anySpace(): SpaceId {
    return this.#spaces[randomInteger(this.#random, this.#spaces.length)] ?? '';
  }

  /** Since when the node itself says that it reaches no majority; null while it says that it does. */
  async #fencedSince(node: SimulatedNode): Promise<string | null> {
    // Not asked where there is no doubt: it would only make the others wait.
    if (this.#world.reach.aloneSince(node.id) === null) return null;
    const answer = await node.request('GET', '/api/v1/cluster/partition/status');
    if (answer?.status !== 200) return null;
    const { is_majority, since } = answer.body as { is_majority: boolean; since: string };
    return is_majority ? null : since;
  }

  /** Null unless the node has been without a majority for long. */
  #aloneSince({ id }: SimulatedNode): number | null {
    const { reach, timeline } = this.#world;
    const since = reach.aloneSince(id);
    return since !== null && timeline.now - since > aloneMsMax ? since : null;
  }
}

/** The node says that it certainly has not done it. */
function isNotApplied(body: ClientAnswer['body'] | undefined): boolean {
  const { error } = (body ?? {}) as { readonly error?: { readonly outcome?: string } };
  return error?.outcome === 'not_applied';
}
