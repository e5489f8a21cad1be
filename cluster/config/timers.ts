/** The waits of a node: those of the profile, what the file says instead, and one factor over all of them. */
import { StartError } from '../errors.ts';
import {
  defaultTiming as defaultReplication,
  type ReplicationTiming,
  scaleTiming,
} from '../replication/timing.ts';
import { defaultTiming, fastTiming, type SwimTiming } from '../swim/timing.ts';
import type { ConfigFile } from './schema.ts';

/** All in milliseconds, but for what the name says otherwise in `SwimTiming`. */
export type Timers = {
  readonly timing: SwimTiming;
  readonly replication: ReplicationTiming;
  /** A copy whose node is gone for so long gets a new home, where there is a spare node. */
  readonly repairAfterMs: number;
  /** The members must have been the same for so long before copies are moved. */
  readonly settleMs: number;
  /** A rebalance without progress for so long is stuck. */
  readonly stuckAfterMs: number;
  /** Between two rounds of gossip about patterns. */
  readonly gossipMs: number;
  readonly consolidationMs: number;
  /** After a partition a node must have been whole for so long to count as connected again. */
  readonly healMs: number;
};

/** A wait that is scaled down ends here, milliseconds: below it timers are no longer kept apart. */
const shortestMs = 5;

export function composeTimers({ profile, cluster, consolidation, test }: ConfigFile): Timers {
  const fast = profile === 'fast';
  const { time_scale: factor } = test;
  const scale = (ms: number): number => (factor === 1 ? ms : Math.max(ms * factor, shortestMs));
  return {
    timing: composeSwim(cluster.swim, fast ? fastTiming : defaultTiming, scale),
    replication: composeReplication(cluster.replication.timeout, fast ? 0.2 : 1, factor),
    repairAfterMs: scale(fast ? 3_000 : 30_000),
    settleMs: scale(cluster.rebalance.settle_delay ?? (fast ? 5_000 : 30_000)),
    stuckAfterMs: scale(cluster.rebalance.stuck_after ?? (fast ? 10_000 : 60_000)),
    gossipMs: scale(cluster.gossip.interval ?? (fast ? 500 : 5_000)),
    consolidationMs: scale(consolidation.interval ?? (fast ? 30_000 : 300_000)),
    healMs: scale(cluster.partition.detection_window ?? (fast ? 500 : 2_000)),
  };
}

function composeSwim(
  swim: ConfigFile['cluster']['swim'],
  preset: SwimTiming,
  scale: (ms: number) => number,
): SwimTiming {
  const suspicionMaxMs = scale(swim.suspicion_timeout ?? preset.suspicionMaxMs);
  return {
    ...preset,
    intervalMs: scale(swim.ping_interval ?? preset.intervalMs),
    probeTimeoutMs: scale(swim.ack_timeout ?? preset.probeTimeoutMs),
    indirectTimeoutMs: scale(preset.indirectTimeoutMs),
    indirectProbes: swim.indirect_probes ?? preset.indirectProbes,
    suspicionMaxMs,
    suspicionMinMs: Math.min(scale(preset.suspicionMinMs), suspicionMaxMs),
    gossipMs: scale(preset.gossipMs),
    newsMax: swim.gossip_batch ?? preset.newsMax,
    reconnectMs: scale(swim.dead_reprobe_interval ?? preset.reconnectMs),
    syncMs: scale(preset.syncMs),
    joinRetryMs: scale(preset.joinRetryMs),
  };
}

function composeReplication(
  timeout: number | undefined,
  speed: number,
  factor: number,
): ReplicationTiming {
  const preset = scaleTiming(defaultReplication, speed);
  const { primarySilenceMs } = preset;
  if (timeout !== undefined && timeout > primarySilenceMs) {
    throw new StartError(
      `Unexpected value \`${timeout}ms\` for \`cluster.replication.timeout\`, expected at most \`${primarySilenceMs}ms\`: after that a silent primary is replaced.`,
    );
  }
  return scaleTiming({ ...preset, answerTimeoutMs: timeout ?? preset.answerTimeoutMs }, factor);
}
