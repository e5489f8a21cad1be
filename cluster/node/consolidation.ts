/** The parts of a node that consolidate memories and keep what came out equal on all copies. */
import type { Deadline } from '../api/deadline.ts';
import type { NodeConfig } from '../config.ts';
import { GossipCounters } from '../gossip/counters.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import { Beliefs } from './beliefs.ts';
import { Consolidator } from './consolidator.ts';
import { FullSyncs } from './full-syncs.ts';
import { Gossiper } from './gossiper.ts';
import type { Groups } from './groups.ts';
import { Patterns } from './patterns.ts';
import type { Peers } from './peers.ts';
import { ReplicaCheck } from './replica-check.ts';
import type { Spaces } from './spaces.ts';

export type Consolidation = {
  readonly counters: GossipCounters;
  readonly patterns: Patterns;
  readonly gossiper: Gossiper;
  readonly consolidator: Consolidator;
  readonly replicaCheck: ReplicaCheck;
  readonly fullSyncs: FullSyncs;
  readonly beliefs: Beliefs;
};

export type ConsolidationNeeds = {
  readonly config: NodeConfig;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly isPartitioned: () => boolean;
  /** Compares the copies of all spaces on all nodes. */
  readonly compare: (deadline: Deadline) => Promise<unknown>;
};

export function composeConsolidation(needs: ConsolidationNeeds): Consolidation {
  const { config, clock, groups, peers, isPartitioned } = needs;
  const counters = new GossipCounters();
  const logger = needs.logger.child('gossip');
  const { nodeId: self, dataRoot } = config;
  const patterns = new Patterns({ ...needs, self, dataRoot, logger, counters });
  const gossiper = new Gossiper({ ...needs, patterns, logger, counters, options: config.gossip });
  const replicaCheck = new ReplicaCheck({ groups, peers, clock, logger, counters });
  return {
    counters,
    patterns,
    gossiper,
    consolidator: new Consolidator({
      groups,
      peers,
      patterns,
      clock,
      logger: needs.logger.child('consolidation'),
      isPartitioned,
      meetReturned: () => gossiper.meetReturned(),
      // An election takes one or two of these silences.
      options: {
        ...config.consolidation,
        absenceMs: 4 * config.replication.primarySilenceMs,
      },
    }),
    replicaCheck,
    fullSyncs: new FullSyncs({ ...needs, patterns, gossiper, replicaCheck, logger }),
    beliefs: new Beliefs({ ...needs, patterns, gossiper, logger }),
  };
}

/** What is to be done now and then, and how often in milliseconds; the node owns the timers. */
export function consolidationChores(
  { gossiper, replicaCheck, consolidator }: Consolidation,
  { gossip, consolidation }: NodeConfig,
): readonly { readonly everyMs: number; readonly run: () => void }[] {
  return [
    { everyMs: gossip.intervalMs, run: () => void gossiper.round() },
    { everyMs: gossip.intervalMs, run: () => void replicaCheck.run() },
    { everyMs: consolidation.intervalMs, run: () => void consolidator.run() },
  ];
}
