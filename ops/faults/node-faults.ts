// From faults to what each node must do to itself: the body of `POST /__test__/faults`, one per node. Pure.
import type { NodeFaultsInput } from '../../cluster/api/contract.ts';
import type { HostRecord, Isolation } from '../state/record.ts';
import type { Fault } from './fault.ts';
import { type LinkEffect, linkEffects } from './links.ts';

type Link = NonNullable<NodeFaultsInput['links']>[number];
type DiskFault = NonNullable<NodeFaultsInput['disk']>[number];

/** Traffic that is no datagram: where packets can be doubled and overtaken, requests are by the node itself. */
const requestLanes = ['replication', 'requests', 'reports', 'gossip', 'bulk'] as const;

export function nodeFaults(
  faults: readonly Fault[],
  node: HostRecord,
  hosts: readonly HostRecord[],
  isolation: Isolation,
): NodeFaultsInput {
  const addressOf = (id: string): string => hosts.find((host) => host.id === id)?.address ?? id;
  const skews = faults.flatMap((fault) =>
    fault.kind === 'clock-skew' && fault.node === node.id ? [fault.byMs] : [],
  );
  return {
    links: faults.flatMap((fault) => linksOf(fault, node.id, addressOf, isolation)),
    disk: faults.flatMap((fault) =>
      'node' in fault && fault.node === node.id ? diskOf(fault) : [],
    ),
    clock_offset_ms: skews.reduce((sum, skew) => sum + skew, 0),
    rot: faults.flatMap((fault) =>
      fault.kind === 'merkle-mismatch' && fault.node === node.id ? [fault.space] : [],
    ),
  };
}

function linksOf(
  fault: Fault,
  node: string,
  addressOf: (id: string) => string,
  isolation: Isolation,
): readonly Link[] {
  if (fault.kind === 'stuck-rebalance') {
    return fault.node === node ? [{ peer: '*', way: 'out', lanes: ['bulk'], drop: 1 }] : [];
  }
  if (fault.kind === 'lagging-replica') {
    if (fault.node === node) return [];
    const peer = addressOf(fault.node);
    return [{ peer, way: 'out', lanes: ['replication', 'bulk'], delay_ms: fault.byMs }];
  }
  return linkEffects(fault).flatMap((effect) => ruleOf(effect, node, addressOf, isolation));
}

function ruleOf(
  effect: LinkEffect,
  node: string,
  addressOf: (id: string) => string,
  isolation: Isolation,
): readonly Link[] {
  const { from, to, drop, delayMs, jitterMs, duplicate, reorder, reorderMs } = effect;
  const doubles = duplicate !== undefined || reorder !== undefined;
  // In namespaces, packets are dropped and delayed on their way; the node does only what packets cannot show.
  if (isolation === 'namespace' && !doubles) return [];
  const lanes = isolation === 'namespace' ? { lanes: [...requestLanes] } : {};
  const effects = defined({
    drop,
    delay_ms: delayMs,
    jitter_ms: jitterMs,
    duplicate,
    reorder,
    reorder_ms: reorderMs,
  });
  if (from === node) return [{ peer: addressOf(to), way: 'out', ...lanes, ...effects }];
  // An answer is neither doubled nor overtaken: it belongs to one request.
  if (to === node && !doubles) return [{ peer: addressOf(from), way: 'back', ...effects }];
  return [];
}

function diskOf(fault: Fault): readonly DiskFault[] {
  switch (fault.kind) {
    case 'slow-disk':
      return [{ kind: 'slow', delay_ms: fault.byMs }];
    case 'full-disk':
      return [{ kind: 'full', bytes_left: fault.bytesLeft }];
    case 'failing-fsync':
      return [{ kind: 'sync-fails' }];
    case 'torn-write':
      return [{ kind: 'torn-write' }];
    case 'power-loss':
      return [{ kind: 'power-loss' }];
    default:
      return [];
  }
}

function defined(
  values: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
