/** Patterns with several versions, as operators see them: which two nodes disagree in a space, and about what. */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import { sha256 } from '../model/sha256.ts';
import { hashVersion, type Pattern, type PatternId, type PatternVersion } from './pattern.ts';

export type ConflictSide = {
  readonly node: NodeId;
  /** Patterns of the space of which this node made a version that counts. */
  readonly patternCount: number;
  /** Mean confidence of its versions of the patterns in question. */
  readonly confidence: number;
};

export type Conflict = {
  /** The same on every node that sees the same versions; another one as soon as they change. */
  readonly id: string;
  readonly space: SpaceId;
  readonly sideA: ConflictSide;
  readonly sideB: ConflictSide;
  /** Patterns about which the two disagree, sorted. */
  readonly patterns: readonly PatternId[];
};

type Dispute = {
  readonly pattern: PatternId;
  readonly left: PatternVersion;
  readonly right: PatternVersion;
};

/** One conflict for each pair of nodes that disagree, sorted by their ids. */
export function listConflicts(space: SpaceId, patterns: readonly Pattern[]): readonly Conflict[] {
  const disputes = new Map<string, Dispute[]>();
  for (const pattern of patterns) {
    for (const dispute of disputesOf(pattern)) {
      const key = JSON.stringify([dispute.left.by, dispute.right.by]);
      disputes.set(key, [...(disputes.get(key) ?? []), dispute]);
    }
  }
  const counts = countByAuthor(patterns);
  return [...disputes]
    .sort(([left], [right]) => compareIds(left, right))
    .map(([, between]) => toConflict(space, between, counts));
}

function disputesOf({ id, versions }: Pattern): readonly Dispute[] {
  const ordered = [...versions].sort(
    (one, other) =>
      compareIds(one.by, other.by) || compareIds(hashVersion(one), hashVersion(other)),
  );
  return ordered.flatMap((left, index) =>
    ordered.slice(index + 1).map((right) => ({ pattern: id, left, right })),
  );
}

function toConflict(
  space: SpaceId,
  disputes: readonly Dispute[],
  counts: ReadonlyMap<NodeId, number>,
): Conflict {
  const key = disputes.map(({ pattern, left, right }) => [
    pattern,
    hashVersion(left),
    hashVersion(right),
  ]);
  key.sort(([left = ''], [right = '']) => compareIds(left, right));
  const hash = sha256(JSON.stringify(['conflict', space, key]));
  return {
    id: `conf_${hash.slice(0, 16)}`,
    space,
    sideA: toSide(
      disputes.map(({ left }) => left),
      counts,
    ),
    sideB: toSide(
      disputes.map(({ right }) => right),
      counts,
    ),
    patterns: [...new Set(disputes.map(({ pattern }) => pattern))].sort(compareIds),
  };
}

function toSide(
  versions: readonly PatternVersion[],
  counts: ReadonlyMap<NodeId, number>,
): ConflictSide {
  const node = versions[0]?.by ?? '';
  const sum = versions.reduce((total, { content }) => total + content.confidence, 0);
  const confidence = Math.round((sum / Math.max(versions.length, 1)) * 1e4) / 1e4;
  return { node, patternCount: counts.get(node) ?? 0, confidence };
}

function countByAuthor(patterns: readonly Pattern[]): ReadonlyMap<NodeId, number> {
  const counts = new Map<NodeId, number>();
  for (const { versions } of patterns) {
    for (const author of new Set(versions.map(({ by }) => by))) {
      counts.set(author, (counts.get(author) ?? 0) + 1);
    }
  }
  return counts;
}
