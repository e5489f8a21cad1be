/** The parts of a running node that its HTTP routes work with. */
import type { ReplySeal } from '../api/replication-reply.ts';
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId } from '../model/ids.ts';
import type { Release } from '../model/release.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { Consolidation } from './consolidation.ts';
import type { Drain } from './drain.ts';
import type { EpochFence } from './epoch-fence.ts';
import type { FaultEdges } from './fault-edges.ts';
import type { ForcedMode } from './forced-mode.ts';
import type { Groups } from './groups.ts';
import type { InFlight } from './in-flight.ts';
import type { Inbox } from './inbox.ts';
import type { Initializer } from './initialize.ts';
import type { Maintenance } from './maintenance.ts';
import type { Memories } from './memories.ts';
import type { NodeOrders } from './node-orders.ts';
import type { Operations } from './operations.ts';
import type { Outbox } from './outbox.ts';
import type { PartitionView } from './partition.ts';
import type { Peers } from './peers.ts';
import type { PlacementOrders } from './placement-orders.ts';
import type { PlacementRecords } from './placement-records.ts';
import type { Rebalancer } from './rebalancer.ts';
import type { Recaller } from './recaller.ts';
import type { Repairs } from './repairs.ts';
import type { Reports } from './report.ts';
import type { Routing } from './routing.ts';
import type { Signal } from './signal.ts';
import type { SnapshotDesk } from './snapshot-desk.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import type { SpaceOffices } from './space-offices.ts';
import type { Spaces } from './spaces.ts';
import type { StuckWatch } from './stuck-watch.ts';
import type { Upgrade } from './upgrade.ts';

export type NodeParts = {
  readonly config: NodeConfig;
  readonly release: Release;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Notified when members, offices or logs have changed. */
  readonly changed: Signal;
  readonly peers: Peers;
  readonly groups: Groups;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly replySeal: ReplySeal;
  readonly spaces: Spaces;
  readonly desk: CatalogDesk;
  readonly memories: Memories;
  readonly offices: SpaceOffices;
  readonly routing: Routing;
  readonly operations: Operations;
  readonly recaller: Recaller;
  readonly consolidation: Consolidation;
  readonly initializer: Initializer;
  readonly maintenance: Maintenance;
  readonly upgrade: Upgrade;
  readonly drain: Drain;
  readonly inFlight: InFlight;
  readonly nodeOrders: NodeOrders;
  readonly placementOrders: PlacementOrders;
  readonly placementRecords: PlacementRecords;
  readonly repairs: Repairs;
  readonly rebalancer: Rebalancer;
  readonly stuck: StuckWatch;
  readonly reports: Reports;
  readonly snapshots: SnapshotDesk;
  readonly snapshotKeeper: SnapshotKeeper;
  readonly condition: Condition;
  readonly fence: EpochFence;
  readonly forced: ForcedMode;
  /** What the last comparison of all copies by this node found. */
  readonly lastComparison: {
    /** When they were last all equal, RFC 3339; null since the start. */
    convergedAt: string | null;
    /** Copies that differed at the last comparison. */
    divergent: number;
  };
  /** Set on a test node only. */
  readonly faults: FaultEdges | null;
  /** Starts the graceful end of the process; returns at once. */
  readonly requestStop: () => void;
};

/** How the node is, in its own view. */
export interface Condition {
  /** Nodes of the initialized cluster; before that, the members. */
  voters(): readonly NodeId[];
  partition(): PartitionView;
  isInitialized(): boolean;
  isStopping(): boolean;
  isDraining(): boolean;
  /** When somebody ordered the node to be read-only, RFC 3339; null while there is no order. */
  forcedSince(): string | null;
  /** When that order will end by itself, RFC 3339; null without an order or an end. */
  forcedUntil(): string | null;
  /** Throws unless the node may take a write now; nothing has been done yet then. */
  requireWritable(): void;
}
