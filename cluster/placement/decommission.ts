/**
 * Nodes that are taken out for good: every decommission that was ordered, and how it ended. The list is kept in the
 * catalog, so any node can be asked for one by its id, also when the node it was about is long gone. Pure.
 */
import type { NodeId } from '../model/ids.ts';

/** complete: the node was empty when it went. cancelled: it stays. failed: it was forgotten while it still held copies. */
export const decommissionOutcomes = ['complete', 'cancelled', 'failed'] as const;
export type DecommissionOutcome = (typeof decommissionOutcomes)[number];

/**
 * Where a decommission is. draining: the node is being told to give its offices away. moving: its copies are made anew elsewhere. stuck: they are not, see
 * the failures. leaving: it is empty, and has its vote and its place among the members to give up.
 */
export const decommissionStates = [
  'draining',
  'moving',
  'stuck',
  'leaving',
  ...decommissionOutcomes,
] as const;
export type DecommissionState = (typeof decommissionStates)[number];

export type Decommission = {
  readonly id: string;
  readonly node: NodeId;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; from then on nobody calls it off: the node is empty and is told to stop. Left out before. */
  readonly leavingAt?: string;
  /** Null while it is open. */
  readonly end: DecommissionEnd | null;
};

export type DecommissionEnd = {
  readonly outcome: DecommissionOutcome;
  /** RFC 3339. */
  readonly at: string;
  /** Spaces of which the node still held a copy. */
  readonly copiesLeft: number;
};

/** All that are open are kept, and this many that are over. */
const endedMax = 32;

/** The node shall give its copies away and leave. Unchanged if it is about to already. */
export function beginDecommission(
  all: readonly Decommission[],
  begun: Omit<Decommission, 'leavingAt' | 'end'>,
): readonly Decommission[] {
  if (openDecommission(all, begun.node) !== null) return all;
  return [...all, { ...begun, end: null }];
}

/** Unchanged if the node is not being decommissioned, or may leave already. */
export function letLeave(
  all: readonly Decommission[],
  node: NodeId,
  at: string,
): readonly Decommission[] {
  const open = openDecommission(all, node);
  if (open === null || open.leavingAt !== undefined) return all;
  return all.map((each) => (each === open ? { ...each, leavingAt: at } : each));
}

/** True if the node's decommission cannot be called off any more. */
export function mayLeave(all: readonly Decommission[], node: NodeId): boolean {
  return openDecommission(all, node)?.leavingAt !== undefined;
}

/** Unchanged if the node is not being decommissioned. */
export function endDecommission(
  all: readonly Decommission[],
  node: NodeId,
  end: DecommissionEnd,
): readonly Decommission[] {
  const open = openDecommission(all, node);
  if (open === null) return all;
  const changed = all.map((each) => (each === open ? { ...each, end } : each));
  const ended = changed.filter((each) => each.end !== null);
  const dropped = new Set(ended.slice(0, -endedMax));
  return changed.filter((each) => !dropped.has(each));
}

export function openDecommission(all: readonly Decommission[], node: NodeId): Decommission | null {
  return all.find((each) => each.node === node && each.end === null) ?? null;
}

export function findDecommission(all: readonly Decommission[], id: string): Decommission | null {
  return all.find((each) => each.id === id) ?? null;
}

/** The node's newest, open or not; null if none is remembered. */
export function newestDecommission(
  all: readonly Decommission[],
  node: NodeId,
): Decommission | null {
  return all.findLast((each) => each.node === node) ?? null;
}
