/** Carries an operator's decision out on the patterns of one space. Pure: the caller makes it durable, or does not. */
import type { NodeId, SpaceId } from '../model/ids.ts';
import { type Conflict, listConflicts } from './conflicts.ts';
import type { Pattern, PatternId } from './pattern.ts';
import { resolveVersions } from './resolve.ts';
import { mergePattern } from './siblings.ts';

export type SettleOrder = {
  readonly strategy: 'higher_confidence' | 'merge' | 'manual';
  /** Of `manual`: `a` or `b` for that side of each conflict, or the id of a node. */
  readonly side: NodeId | null;
  /** Only these; null for all. */
  readonly conflictIds: readonly string[] | null;
};

export type Settled = {
  /** To be merged into the patterns. */
  readonly changes: readonly Pattern[];
  /** Conflicts that are gone with them. */
  readonly resolved: readonly Conflict[];
  /** Conflicts that are there afterwards. */
  readonly remaining: readonly Conflict[];
};

export function settleConflicts(
  space: SpaceId,
  patterns: readonly Pattern[],
  order: SettleOrder,
): Settled {
  const before = listConflicts(space, patterns);
  const chosen = before.filter(({ id }) => order.conflictIds?.includes(id) ?? true);
  const settled = new Map(patterns.map((pattern) => [pattern.id, pattern]));
  const changed = new Set<PatternId>();
  for (const conflict of chosen) {
    for (const id of conflict.patterns) {
      const pattern = settled.get(id);
      const next = pattern === undefined ? null : settle(pattern, conflict, order);
      if (next === null) continue;
      settled.set(id, next);
      changed.add(id);
    }
  }
  const remaining = listConflicts(space, [...settled.values()]);
  const left = new Set(remaining.map(({ id }) => id));
  return {
    changes: [...changed].flatMap((id) => settled.get(id) ?? []),
    resolved: chosen.filter(({ id }) => !left.has(id)),
    remaining,
  };
}

/** Manual decides between the two sides of a conflict; the others decide among all versions at once. */
function settle(pattern: Pattern, conflict: Conflict, order: SettleOrder): Pattern | null {
  const { sideA, sideB } = conflict;
  if (order.strategy !== 'manual') return replace(pattern, pattern, { kind: order.strategy });
  const sides = [sideA.node, sideB.node];
  const side = nodeOf(order.side ?? '', sides);
  const versions = pattern.versions.filter(({ by }) => sides.includes(by));
  return replace(pattern, { ...pattern, versions }, { kind: 'manual', side });
}

function nodeOf(side: NodeId, [a = '', b = '']: readonly NodeId[]): NodeId {
  if (side === 'a') return a;
  return side === 'b' ? b : side;
}

function replace(
  pattern: Pattern,
  { id, versions }: Pattern,
  strategy: Parameters<typeof resolveVersions>[1],
): Pattern | null {
  const resolved = resolveVersions(versions, strategy);
  return resolved === null ? null : mergePattern(pattern, { id, versions: [resolved] });
}
