// The four triggers: what a node shows now that asks for more nodes, if it lasts for an hour. Pure.
import { type Resource, resources, type Usage, utilisationTarget } from './usage.ts';

/** Percent of processor time that waits for disks. A trigger of its own: no number of nodes is computed from it. */
const ioWaitTrigger = 30;

/** `plan` more nodes, `act` on it today, `emergency`: take load away first, because a rebalance is load as well. */
type Level = 'plan' | 'act' | 'emergency';

const levels: readonly { readonly level: Level; readonly above: number }[] = [
  { level: 'emergency', above: 90 },
  { level: 'act', above: 80 },
  { level: 'plan', above: utilisationTarget },
];

export type Trigger = {
  readonly name: Resource | 'io-wait';
  /** Percent; null where the host has no such figure. */
  readonly measured: number | null;
  readonly above: number;
  /** Null while it is not above. */
  readonly level: Level | null;
};

/** All four, whether they fire or not. */
export function triggersOf(usage: Usage, ioWait: number | null): readonly Trigger[] {
  const ofUsage = resources.map(
    (name): Trigger => ({
      name,
      measured: usage[name],
      above: utilisationTarget,
      level: levels.find(({ above }) => usage[name] > above)?.level ?? null,
    }),
  );
  const waits = ioWait !== null && ioWait > ioWaitTrigger;
  return [
    ...ofUsage,
    { name: 'io-wait', measured: ioWait, above: ioWaitTrigger, level: waits ? 'plan' : null },
  ];
}
