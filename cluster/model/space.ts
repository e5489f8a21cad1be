/** A space is a named set of memories with one replicated log. This file knows its name and who keeps copies of it. */
import { catalogGroup, type NodeId, type SpaceId } from './ids.ts';

/**
 * Who holds a group's log.
 * `voters` are the copies that count for a majority, the preferred primary first; `learners` receive the log
 * and count for nothing until they have caught up and are promoted.
 */
export type CopySet = {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
};

export const noCopies: CopySet = { voters: [], learners: [] };

/** The same places with other nodes in them. */
export function mapCopies(
  { voters, learners }: CopySet,
  change: (node: NodeId) => NodeId,
): CopySet {
  return { voters: voters.map(change), learners: learners.map(change) };
}

/** How many of `voters` voters are more than half: 2 of 3, 2 of 2, 3 of 4. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

export type SpaceIdResult =
  | { readonly kind: 'valid'; readonly id: SpaceId }
  | { readonly kind: 'invalid'; readonly message: string };

/** Trims the text and checks it. `_catalog` is refused: the log of the catalog has that name. */
export function parseSpaceId(text: string): SpaceIdResult {
  const id = text.trim();
  if (!/^[a-z0-9_-]{3,64}$/.test(id)) {
    return {
      kind: 'invalid',
      message: `Unexpected space id \`${id}\`, expected 3 to 64 characters of \`a-z\`, \`0-9\`, \`_\` and \`-\`.`,
    };
  }
  if (id === catalogGroup) {
    return {
      kind: 'invalid',
      message: `Unexpected space id \`${id}\`, expected another name: this one is reserved.`,
    };
  }
  return { kind: 'valid', id };
}
