/** Clients that write to one node or another, and remember what they were told. */
import { type Random, randomInteger } from '../../../../cluster/io/random.ts';
import type { SpaceId } from '../../../../cluster/model/ids.ts';
import type { ClientAnswer } from './ask.ts';
import { type Checker, InvariantBroken } from './checker.ts';
import type { SimulatedNode } from './node.ts';
import type { World } from './world.ts';

/** What a memory has to be in the end; `either`: somebody was not told how it went. */
type Fate = 'there' | 'gone' | 'either';

type Write = { readonly space: SpaceId; fate: Fate; isBusy: boolean };

/**
 * After so long without a majority a node takes no writes, milliseconds. A primary gives its office up after 0.6 s; what was
 * answered before may have been on its way for 1.2 s and have waited for a disk.
 */
const aloneMsMax = 2_500;

/** Longest time without a write, milliseconds. */
const pauseMsMax = 120;

export class Clients {
  acknowledged = 0;
  refused = 0;
  /** Writes that a node without a majority was asked for. */
  askedAlone = 0;
  readonly #world: World;
  readonly #checker: Checker;
  readonly #random: Random;
  readonly #spaces: readonly SpaceId[];
  /** By the id of the memory. */
  readonly #writes = new Map<string, Write>();
  readonly #onBroken: (error: unknown) => void;
  #running = false;

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
    return [...this.#writes.values()].every(({ isBusy }) => !isBusy);
  }

  /** Every copy that these nodes have, and the primary whoever is asked, has what it has to have. */
  async check(nodes: readonly SimulatedNode[]): Promise<void> {
    for (const space of this.#spaces) {
      for (const node of nodes) {
        for (const consistency of ['primary', 'local']) {
          const url = `/api/v1/memories?space=${space}&limit=1000&consistency=${consistency}`;
          const answer = await this.#world.ask(node, 'GET', url);
          if (answer?.status === 404 && consistency === 'local') continue;
          this.#compare(space, `${node.id} (${consistency})`, answer);
        }
      }
    }
  }

  #compare(space: SpaceId, who: string, answer: ClientAnswer | null): void {
    if (answer?.status !== 200) {
      if (![...this.#writes.values()].some((write) => write.space === space)) return;
      throw new InvariantBroken(`${who} does not list ${space}: ${JSON.stringify(answer)}.`);
    }
    const { memories } = answer.body as { readonly memories: readonly { readonly id: string }[] };
    const ids = new Set(memories.map(({ id }) => id));
    for (const [id, { space: home, fate }] of this.#writes) {
      if (home !== space) continue;
      if (fate === 'there' && !ids.has(id))
        throw new InvariantBroken(`${who} has lost ${id} of ${space}, which was acknowledged.`);
      if (fate === 'gone' && ids.has(id))
        throw new InvariantBroken(`${who} has ${id} of ${space}, whose deletion was acknowledged.`);
    }
  }

  #next(): void {
    this.#world.timeline.after(this.#random.fraction() * pauseMsMax, () => {
      if (!this.#running) return;
      this.#next();
      const node = this.#world.anyoneUp();
      if (node === null) return;
      const old = this.#random.fraction() < 0.15 ? this.#anOldOne() : null;
      void (old === null ? this.#store(node) : this.#delete(node, old)).catch(this.#onBroken);
    });
  }

  /** A memory that is there and that nobody is busy with. */
  #anOldOne(): string | null {
    const there = [...this.#writes].filter(([, { fate, isBusy }]) => fate === 'there' && !isBusy);
    return there[randomInteger(this.#random, Math.max(there.length, 1))]?.[0] ?? null;
  }

  async #store(node: SimulatedNode): Promise<void> {
    const space = this.#spaces[randomInteger(this.#random, this.#spaces.length)] ?? '';
    const id = `m-${this.#writes.size + 1}`;
    const write: Write = { space, fate: 'either', isBusy: true };
    this.#writes.set(id, write);
    const url = `/api/v1/memories/remember?space=${space}`;
    const alone = this.#aloneSince(node);
    if (alone !== null) this.askedAlone += 1;
    const answer = await node.request('POST', url, { id, content: `what ${id} says` });
    this.#world.timeline.note(`stored ${id} ${answer?.status}`);
    write.isBusy = false;
    if (answer?.status !== 201) {
      this.refused += 1;
      if (isNotApplied(answer)) write.fate = 'gone';
      return;
    }
    if (alone !== null && alone === this.#aloneSince(node))
      throw new InvariantBroken(`${node.id} took ${id} without a majority in reach.`);
    this.acknowledged += 1;
    write.fate = 'there';
    const { sequence, epoch } = answer.body as { sequence: number; epoch: number };
    const durableOn = this.#world.nodes.filter(({ durable }) => durable.has(id));
    this.#checker.acknowledged(
      { space, id, sequence, epoch },
      durableOn.map((holder) => holder.id),
    );
  }

  /** Null unless the node has been without a majority for long. */
  #aloneSince({ id }: SimulatedNode): number | null {
    const { reach, timeline } = this.#world;
    const since = reach.aloneSince(id);
    return since !== null && timeline.now - since > aloneMsMax ? since : null;
  }

  async #delete(node: SimulatedNode, id: string): Promise<void> {
    const write = this.#writes.get(id);
    if (write === undefined) return;
    write.isBusy = true;
    write.fate = 'either';
    const answer = await node.request('DELETE', `/api/v1/memories/${id}?space=${write.space}`);
    this.#world.timeline.note(`deleted ${id} ${answer?.status}`);
    if (answer?.status === 200) write.fate = 'gone';
    else if (isNotApplied(answer)) write.fate = 'there';
    else if (answer?.status === 404)
      throw new InvariantBroken(
        `${node.id} does not find ${id} of ${write.space}, which is there.`,
      );
    write.isBusy = false;
  }
}

/** The node says that it certainly has not done it. */
function isNotApplied(answer: ClientAnswer | null): boolean {
  const { error } = (answer?.body ?? {}) as { readonly error?: { readonly outcome?: string } };
  return error?.outcome === 'not_applied';
}
