/** What clients know of the memories that they wrote, and whether a list of memories agrees with that. */
import { type Random, randomInteger } from '../../../../cluster/io/random.ts';
import type { SpaceId } from '../../../../cluster/model/ids.ts';
import { InvariantBroken } from './checker.ts';

/** What a memory has to be; `either`: somebody was not told how it went. */
export type Fate = 'there' | 'gone' | 'either';

/** Known, and since when, milliseconds. */
export type Settled = { readonly fate: Exclude<Fate, 'either'>; readonly since: number };

type Known = {
  readonly space: SpaceId;
  fate: Fate;
  /** Since when it is so, milliseconds. */
  since: number;
  isBusy: boolean;
};

const unknown = { fate: 'either', since: 0, isBusy: false } as const;

export class Memories {
  readonly #known = new Map<string, Known>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Somebody begins to write a new one; gives its id. */
  begin(space: SpaceId): string {
    const id = `m-${this.#known.size + 1}`;
    this.#known.set(id, { space, fate: 'either', since: this.#now(), isBusy: true });
    return id;
  }

  /** Somebody begins to delete it. */
  beginAgain(id: string): void {
    this.#set(id, 'either', true);
  }

  end(id: string, fate: Fate): void {
    this.#set(id, fate, false);
  }

  spaceOf(id: string): SpaceId {
    return this.#known.get(id)?.space ?? '';
  }

  /** What it is, as long as nobody changes it; null unless that is known. */
  settled(id: string): Settled | null {
    const { fate, since, isBusy } = this.#known.get(id) ?? unknown;
    return fate === 'either' || isBusy ? null : { fate, since };
  }

  /** One of this fate that nobody is busy with. */
  any(fate: Fate, random: Random): string | null {
    const ids = [...this.#known.keys()].filter((id) => this.settled(id)?.fate === fate);
    return ids[randomInteger(random, Math.max(ids.length, 1))] ?? null;
  }

  /** Something was written to the space, or may have been. */
  knows(space: SpaceId): boolean {
    return [...this.#known.values()].some((known) => known.space === space);
  }

  /** Throws unless these are the memories of the space. */
  compare(space: SpaceId, who: string, ids: ReadonlySet<string>): void {
    for (const [id, { space: home, fate }] of this.#known) {
      if (home !== space) continue;
      if (fate === 'there' && !ids.has(id))
        throw new InvariantBroken(`${who} has lost ${id} of ${space}, which was acknowledged.`);
      if (fate === 'gone' && ids.has(id))
        throw new InvariantBroken(`${who} has ${id} of ${space}, which is to be gone.`);
    }
  }

  #set(id: string, fate: Fate, isBusy: boolean): void {
    const known = this.#known.get(id);
    if (known !== undefined) Object.assign(known, { fate, isBusy, since: this.#now() });
  }
}
