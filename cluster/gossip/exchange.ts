/**
 * Brings the patterns of a space on two nodes together: walk down both hash trees to the leaves that differ, then carry
 * over what differs, both ways. Lost, doubled and late messages do no harm, as all that is ever done is a merge; an
 * exchange that breaks off has brought over what it had brought over.
 */

import type { SpaceId } from '../model/ids.ts';
import { merkleDepth } from '../model/merkle.ts';
import type { AnswerTo, SpaceAnswer, SpaceRequest } from './message.ts';
import { hashPattern, type Pattern, type PatternId } from './pattern.ts';
import type { PatternSet } from './pattern-set.ts';

export type Exchanged = { readonly pulled: number; readonly pushed: number };

export type ExchangeNeeds = {
  readonly space: SpaceId;
  readonly set: PatternSet;
  /** Asks the other node; rejects when it does not answer. */
  readonly ask: <Request extends SpaceRequest>(request: Request) => Promise<AnswerTo<Request>>;
  /** Most patterns in one message. */
  readonly patternsMax: number;
};

/** Levels per question: each node that differs is replaced by its 16 descendants four levels down. */
const stride = 4;

export async function exchangePatterns(needs: ExchangeNeeds): Promise<Exchanged> {
  const leaves = await differingLeaves(needs);
  if (leaves.length === 0) return { pulled: 0, pushed: 0 };
  const theirs = await hashesInLeaves(needs, leaves);
  const wanted = [...theirs].flatMap(([id, hash]) => (hashOf(needs, id) === hash ? [] : [id]));
  let pulled = 0;
  for (const ids of chunks(wanted, needs.patternsMax)) {
    const { patterns } = await needs.ask({ kind: 'pull', space: needs.space, ids });
    pulled += (await needs.set.merge(patterns)).length;
  }
  const lacking = ownIn(needs, leaves).filter(({ id }) => hashOf(needs, id) !== theirs.get(id));
  let pushed = 0;
  for (const patterns of chunks(lacking, needs.patternsMax)) {
    const { changed } = await needs.ask({ kind: 'push', space: needs.space, patterns });
    pushed += changed;
  }
  return { pulled, pushed };
}

/** What a node answers to such a request. */
export async function answerExchange(
  set: PatternSet,
  request: SpaceRequest,
  patternsMax: number,
): Promise<SpaceAnswer> {
  switch (request.kind) {
    case 'hashes':
      return { kind: 'hashes', hashes: set.tree.hashes(request.level, request.indexes) };
    case 'leaves':
      return { kind: 'leaves', leaves: request.indexes.map((index) => set.tree.leaf(index)) };
    case 'pull': {
      const patterns = request.ids.slice(0, patternsMax).flatMap((id) => set.get(id) ?? []);
      return { kind: 'pull', patterns };
    }
    case 'push':
      return { kind: 'push', changed: (await set.merge(request.patterns)).length };
  }
}

async function differingLeaves({ space, set, ask }: ExchangeNeeds): Promise<readonly number[]> {
  let indexes: readonly number[] = [0];
  for (let level = 0; level < merkleDepth && indexes.length > 0; level += stride) {
    const below = level + stride;
    const descendants = indexes.flatMap((index) =>
      Array.from({ length: 2 ** stride }, (_, offset) => index * 2 ** stride + offset),
    );
    const theirs = await ask({ kind: 'hashes', space, level: below, indexes: descendants });
    const ours = set.tree.hashes(below, descendants);
    indexes = descendants.filter((_, place) => ours[place] !== theirs.hashes[place]);
  }
  return indexes;
}

async function hashesInLeaves(
  { space, ask }: ExchangeNeeds,
  indexes: readonly number[],
): Promise<ReadonlyMap<PatternId, string>> {
  const { leaves } = await ask({ kind: 'leaves', space, indexes });
  return new Map(leaves.flat());
}

function ownIn({ set }: ExchangeNeeds, leaves: readonly number[]): readonly Pattern[] {
  return leaves.flatMap((index) => set.tree.leaf(index)).flatMap(([id]) => set.get(id) ?? []);
}

function hashOf({ set }: ExchangeNeeds, id: PatternId): string | null {
  const pattern = set.get(id);
  return pattern === null ? null : hashPattern(pattern);
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
