/**
 * Which copies and which primaries should be elsewhere. Pure: from where everything is to a list of moves, after which no
 * node has more copies, or more primaries, than the mean rounded up.
 *
 * 1. Nodes that leave give all their copies away, each to the emptiest node that may take it.
 * 2. Copies go from the fullest to the emptiest node until the two differ by one at most. A receiver of this step never
 *    gives, so that is the smallest number of moves.
 * 3. Primaries are handed from copy to copy. Copies that are even always allow even primaries: a set of nodes in which
 *    all primaries are too many holds all copies of their spaces, and that is more than step 2 has left there.
 */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';

export type PlacedSpace = {
  readonly space: SpaceId;
  /** Null while nobody has the office: the space then gets no primary move. */
  readonly primary: NodeId | null;
  /** Voting copies, the primary's included. */
  readonly copies: readonly NodeId[];
  /** False for a space that lacks a copy or is changing its copies already: it counts, and stays where it is. */
  readonly movable: boolean;
};

/** copy: `to` gets a copy and `from` loses its own. primary: the office goes to a copy that is there; no data moves. */
export type PlannedMove = {
  readonly kind: 'copy' | 'primary';
  readonly space: SpaceId;
  readonly from: NodeId;
  readonly to: NodeId;
};

export type PlanNeeds = {
  readonly spaces: readonly PlacedSpace[];
  /** Nodes that may hold copies and offices: alive, and neither draining nor leaving. */
  readonly takers: readonly NodeId[];
  /** Nodes that must end without any copy. */
  readonly leaving: readonly NodeId[];
};

/** Moves in the order in which they should be made; of one space they must be made one after the other. */
export function planRebalance({ spaces, takers, leaving }: PlanNeeds): readonly PlannedMove[] {
  if (takers.length === 0) return [];
  const layout = new Layout(spaces, takers);
  for (const node of leaving.toSorted(compareIds)) layout.empty(node);
  layout.levelCopies();
  layout.levelPrimaries();
  return layout.moves;
}

type Placed = {
  readonly space: SpaceId;
  primary: NodeId | null;
  copies: NodeId[];
  readonly movable: boolean;
};

class Layout {
  readonly moves: PlannedMove[] = [];
  readonly #spaces: readonly Placed[];
  readonly #takers: readonly NodeId[];
  /** No node should have more primaries than this. */
  readonly #primariesMax: number;

  constructor(spaces: readonly PlacedSpace[], takers: readonly NodeId[]) {
    this.#takers = takers.toSorted(compareIds);
    this.#spaces = spaces
      .map((placed) => ({ ...placed, copies: [...placed.copies] }))
      .sort((left, right) => compareIds(left.space, right.space));
    const held = spaces.filter(({ primary }) => primary !== null).length;
    this.#primariesMax = Math.ceil(held / takers.length);
  }

  empty(node: NodeId): void {
    for (const placed of this.#spaces) {
      if (!placed.movable || !placed.copies.includes(node)) continue;
      const free = this.#byCopies().filter((taker) => !placed.copies.includes(taker));
      const [emptiest] = free;
      if (emptiest !== undefined) this.#moveCopy(placed, node, emptiest);
    }
  }

  levelCopies(): void {
    while (this.#levelOnce());
  }

  levelPrimaries(): void {
    for (const node of this.#holders()) {
      while (this.#primariesOf(node).length > this.#allowed(node) && this.#relieve(node));
    }
  }

  /** One copy from a full to an empty node; false if no pair is two apart or none of the fuller one's spaces may go. */
  #levelOnce(): boolean {
    const rising = this.#byCopies();
    for (const full of rising.toReversed()) {
      for (const empty of rising) {
        if (this.#copiesOf(full).length - this.#copiesOf(empty).length < 2) break;
        const placed = this.#choose(full, empty);
        if (placed === undefined) continue;
        this.#moveCopy(placed, full, empty);
        return true;
      }
    }
    return false;
  }

  /** A space that has not been moved yet if there is one; one that takes its office along only if that is welcome. */
  #choose(full: NodeId, empty: NodeId): Placed | undefined {
    const crowded = this.#primariesOf(full).length > this.#primariesMax;
    const cost = (placed: Placed): number => {
      const moved = this.moves.filter(({ space }) => space === placed.space).length;
      return 2 * moved + ((placed.primary === full) === crowded ? 0 : 1);
    };
    const [cheapest] = this.#copiesOf(full)
      .filter(({ movable, copies }) => movable && !copies.includes(empty))
      .sort((left, right) => cost(left) - cost(right) || compareIds(left.space, right.space));
    return cheapest;
  }

  /** Hands offices along the shortest chain of copies from `node` to one that may have another; false if there is none. */
  #relieve(node: NodeId): boolean {
    const reached = new Map<NodeId, { readonly placed: Placed; readonly from: NodeId }>();
    const queue = [node];
    for (const from of queue) {
      for (const placed of this.#primariesOf(from)) {
        if (!placed.movable) continue;
        for (const to of placed.copies) {
          if (to === node || reached.has(to) || !this.#takers.includes(to)) continue;
          reached.set(to, { placed, from });
          if (this.#primariesOf(to).length < this.#primariesMax) {
            this.#handAlong(to, node, reached);
            return true;
          }
          queue.push(to);
        }
      }
    }
    return false;
  }

  #handAlong(
    last: NodeId,
    first: NodeId,
    reached: ReadonlyMap<NodeId, { readonly placed: Placed; readonly from: NodeId }>,
  ): void {
    for (let to = last; to !== first; ) {
      const step = reached.get(to);
      if (step === undefined) throw new Error(`Unexpected gap before \`${to}\`.`);
      const { placed, from } = step;
      placed.primary = to;
      this.moves.push({ kind: 'primary', space: placed.space, from, to });
      to = from;
    }
  }

  #moveCopy(placed: Placed, from: NodeId, to: NodeId): void {
    placed.copies = [...placed.copies.filter((node) => node !== from), to];
    if (placed.primary === from) placed.primary = to;
    this.moves.push({ kind: 'copy', space: placed.space, from, to });
  }

  /** Takers, those with the fewest copies first. */
  #byCopies(): readonly NodeId[] {
    const count = (node: NodeId): number => this.#copiesOf(node).length;
    return this.#takers.toSorted(
      (left, right) => count(left) - count(right) || compareIds(left, right),
    );
  }

  /** Everybody with an office, those that may have none first. */
  #holders(): readonly NodeId[] {
    const holders = new Set(this.#spaces.flatMap(({ primary }) => primary ?? []));
    return [...holders].sort(
      (left, right) => this.#allowed(left) - this.#allowed(right) || compareIds(left, right),
    );
  }

  #allowed(node: NodeId): number {
    return this.#takers.includes(node) ? this.#primariesMax : 0;
  }

  #copiesOf(node: NodeId): Placed[] {
    return this.#spaces.filter(({ copies }) => copies.includes(node));
  }

  #primariesOf(node: NodeId): Placed[] {
    return this.#spaces.filter(({ primary }) => primary === node);
  }
}
