// From faults to links: which directions between which nodes are cut, lossy or slow. Pure.
import type { Direction, Fault } from './fault.ts';

/** What is wrong with one direction. */
export type LinkEffect = Direction & {
  /** Share of messages that vanish. */
  readonly drop?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly reorderMs?: number;
};

/** The directions that a fault of the network touches; none for every other fault. A flap counts as closed here. */
export function linkEffects(fault: Fault): readonly LinkEffect[] {
  switch (fault.kind) {
    case 'partition':
    case 'flap':
      return crossings(fault.sides).map((direction) => ({ ...direction, drop: 1 }));
    case 'drop':
      return [{ from: fault.from, to: fault.to, drop: fault.share }];
    case 'delay':
      return [{ from: fault.from, to: fault.to, delayMs: fault.byMs, jitterMs: fault.jitterMs }];
    case 'duplicate':
      return [{ from: fault.from, to: fault.to, duplicate: fault.share }];
    case 'reorder':
      return [{ from: fault.from, to: fault.to, reorder: fault.share, reorderMs: fault.byMs }];
    default:
      return [];
  }
}

/** Every direction between nodes of different sides. */
export function crossings(sides: readonly (readonly string[])[]): readonly Direction[] {
  return sides.flatMap((side) =>
    sides
      .filter((other) => other !== side)
      .flatMap((other) => side.flatMap((from) => other.map((to) => ({ from, to })))),
  );
}
