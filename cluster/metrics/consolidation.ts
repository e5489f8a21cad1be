/** What consolidation and gossip of this node have done, at the moment of a scrape. */
import type { NodeParts } from '../node/parts.ts';
import type { Metrics } from './registry.ts';

export function updateConsolidation(
  metrics: Metrics,
  { consolidation, groups, clock }: Pick<NodeParts, 'consolidation' | 'groups' | 'clock'>,
): void {
  const { counters, patterns, consolidator } = consolidation;
  const isLed = (space: string): boolean => groups.spaces.get(space)?.isSettledPrimary === true;
  metrics.conflictsUnresolved.set(patterns.inConflict(isLed));
  metrics.messageDropRatio.set(counters.dropRate);
  metrics.consolidationLastSuccess.set(consolidator.lastSuccessMs / 1_000);
  metrics.consolidationFreshness.set(
    Math.max(0, clock.wallMs() - consolidator.lastSuccessMs) / 1_000,
  );
  const totals = [
    [metrics.merkleMismatches, counters.memoryMismatches],
    [metrics.merkleRepairs, counters.memoryRepairs],
    [metrics.gossipRounds, counters.rounds],
    [metrics.deltasTransferred, counters.deltaBytes],
    [metrics.consolidationRuns, consolidator.runs],
    [metrics.consolidationFailures, consolidator.failures],
  ] as const;
  for (const [counter, total] of totals) {
    counter.reset();
    counter.inc(total);
  }
  metrics.consolidationConflicts.reset();
  metrics.consolidationConflicts.inc({ type: 'concurrent_update' }, counters.conflicts);
}

/** Observed as it happens: a histogram cannot be brought up to date at a scrape. */
export function observeComparisons(
  metrics: Metrics,
  { consolidation }: Pick<NodeParts, 'consolidation'>,
): void {
  consolidation.gossiper.onCompared = (seconds) => metrics.merkleCompare.observe(seconds);
}
