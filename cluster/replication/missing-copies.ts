/**
 * When a copy counts as missing, and a space as under-replicated: the one definition that the API, the metric, the alert
 * on it, health checks and repair go by.
 *
 * A space is under-replicated while fewer copies than wanted vote, are on nodes that are alive, and are up to date; or
 * while any copy that votes is not so, for it counts for the majority all the same. A copy that is only being made, for a
 * repair or a move, does not count yet, and takes nothing away either.
 */
import type { NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { MemberView } from './input.ts';
import type { PeerStatus } from './status.ts';

export type MissingCopy = {
  /** Null: no node is assigned. */
  readonly node: NodeId | null;
  /** unreachable: it does not answer. lagging: it is behind, or is still being filled. unassigned: there are too few nodes. */
  readonly reason: 'unreachable' | 'lagging' | 'unassigned';
  /** Behind the primary; null if not known. */
  readonly lagSequences: number | null;
};

export type CopiesNeeds = {
  /** As the group's primary has them; the catalog's while there is none. */
  readonly copies: CopySet;
  /** Its own copy is never missing; null while there is none. */
  readonly primary: NodeId | null;
  /** What the primary knows of the others; empty while there is none, and they only have to be alive then. */
  readonly peers: readonly PeerStatus[];
  readonly members: MemberView;
  /** Copies wanted, the primary included. */
  readonly wanted: number;
};

/**
 * A copy that lacks more writes than this, or has lacked one for longer, is not up to date. Both are well above what is on
 * its way in a busy space and the objective for the lag (1 s), so a space that works as it should is never reported.
 */
const lagSequencesMax = 1_000;
const lagSecondsMax = 2;

export function isBehind({ lagSequences, lagSeconds }: PeerStatus): boolean {
  return lagSequences > lagSequencesMax || lagSeconds > lagSecondsMax;
}

/** Every copy that is not there in full, those that are being made included. */
export function missingCopies(needs: CopiesNeeds): readonly MissingCopy[] {
  const { copies, wanted } = needs;
  const holders = [...copies.voters, ...copies.learners];
  const missing = holders.flatMap((node) => missingAt(node, needs) ?? []);
  const unassigned = Array.from(
    { length: Math.max(0, wanted - holders.length) },
    (): MissingCopy => ({ node: null, reason: 'unassigned', lagSequences: null }),
  );
  return [...missing, ...unassigned];
}

export function isUnderReplicated(needs: CopiesNeeds): boolean {
  const { voters } = needs.copies;
  return voters.length < needs.wanted || voters.some((node) => missingAt(node, needs) !== null);
}

function missingAt(node: NodeId, { primary, peers, members }: CopiesNeeds): MissingCopy | null {
  if (node === primary) return null;
  const peer = peers.find((candidate) => candidate.node === node);
  const lagSequences = peer?.lagSequences ?? null;
  const isSilent = peer?.answering === false;
  if (isSilent || members.get(node)?.state !== 'alive') {
    return { node, reason: 'unreachable', lagSequences };
  }
  if (peer === undefined || !(peer.learner || isBehind(peer))) return null;
  return { node, reason: 'lagging', lagSequences };
}
