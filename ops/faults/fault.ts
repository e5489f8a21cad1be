// What a fault is: its kind, where it acts, and how much. Plain data that crosses the supervisor's socket.

/** A direction of a link: from one node to another. */
export type Direction = { readonly from: string; readonly to: string };

export type Fault =
  /** Nodes of different sides cannot reach each other; nodes of no side reach everybody. */
  | { readonly kind: 'partition'; readonly sides: readonly (readonly string[])[] }
  /** The same, there for the first half of every period and gone for the second. */
  | {
      readonly kind: 'flap';
      readonly sides: readonly (readonly string[])[];
      readonly periodMs: number;
    }
  | (Direction & { readonly kind: 'drop'; readonly share: number })
  | (Direction & { readonly kind: 'delay'; readonly byMs: number; readonly jitterMs: number })
  | (Direction & { readonly kind: 'duplicate'; readonly share: number })
  | (Direction & { readonly kind: 'reorder'; readonly share: number; readonly byMs: number })
  | { readonly kind: 'kill'; readonly node: string }
  | { readonly kind: 'pause'; readonly node: string }
  /** The node runs for this share of the time. */
  | { readonly kind: 'slow-node'; readonly node: string; readonly share: number }
  | { readonly kind: 'slow-disk'; readonly node: string; readonly byMs: number }
  | { readonly kind: 'full-disk'; readonly node: string; readonly bytesLeft: number }
  | { readonly kind: 'torn-write'; readonly node: string }
  | { readonly kind: 'power-loss'; readonly node: string }
  | { readonly kind: 'failing-fsync'; readonly node: string }
  | { readonly kind: 'clock-skew'; readonly node: string; readonly byMs: number }
  | { readonly kind: 'stuck-rebalance'; readonly node: string }
  | { readonly kind: 'merkle-mismatch'; readonly node: string; readonly space: string }
  | { readonly kind: 'lagging-replica'; readonly node: string; readonly byMs: number }
  | { readonly kind: 'duplicate-id'; readonly node: string }
  | { readonly kind: 'wrong-seeds'; readonly node: string };

export type FaultKind = Fault['kind'];

/** A fault that is there. */
export type ActiveFault = {
  readonly id: string;
  readonly fault: Fault;
  /** Unix milliseconds. */
  readonly since: number;
  /** When the supervisor clears it, Unix milliseconds; null for never. */
  readonly endsAt: number | null;
};

/** What became of one fault that was injected or cleared. */
export type FaultOutcome = {
  readonly id: string;
  readonly kind: FaultKind;
  readonly where: string;
  /** False: it was so already. */
  readonly changed: boolean;
  readonly message: string;
};

/** Which active faults are meant; everything that is absent matches. */
export type FaultSelector = {
  readonly kind?: FaultKind | undefined;
  readonly node?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** Where it acts, for people and as the end of its id: `node-1,node-2/node-3`, `node-1>node-2`, `node-2`. */
export function whereOf(fault: Fault): string {
  if ('sides' in fault) return fault.sides.map((side) => side.join(',')).join('/');
  if ('from' in fault) return `${fault.from}>${fault.to}`;
  return fault.kind === 'merkle-mismatch' ? `${fault.node}:${fault.space}` : fault.node;
}

/** One fault of a kind can be at a place; injecting it again with other numbers changes it. */
export function idOf(fault: Fault): string {
  return `${fault.kind}:${whereOf(fault)}`;
}

/** Nodes that the fault names. */
export function nodesOf(fault: Fault): readonly string[] {
  if ('sides' in fault) return fault.sides.flat();
  return 'from' in fault ? [fault.from, fault.to] : [fault.node];
}

export function isSelected(fault: Fault, { kind, node, from, to }: FaultSelector): boolean {
  if (kind !== undefined && fault.kind !== kind) return false;
  if (node !== undefined && !nodesOf(fault).includes(node)) return false;
  if (from !== undefined && !('from' in fault && fault.from === from)) return false;
  return to === undefined || ('to' in fault && fault.to === to);
}

/** How much, for people: `50 ms`, `30 %`; empty where there is no number. */
export function amountOf(fault: Fault): string {
  const parts: string[] = [];
  if ('share' in fault) parts.push(`${Math.round(fault.share * 1_000) / 10} %`);
  if ('byMs' in fault) parts.push(`${fault.byMs} ms`);
  if ('jitterMs' in fault && fault.jitterMs > 0) parts.push(`± ${fault.jitterMs} ms`);
  if ('periodMs' in fault) parts.push(`every ${fault.periodMs} ms`);
  if ('bytesLeft' in fault) parts.push(`${fault.bytesLeft} bytes left`);
  return parts.join(', ');
}
