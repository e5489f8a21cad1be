/** Makes the parts that move copies, drain nodes and take them out, and connects them. */
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { BulkLane } from './bulk-lane.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { NodeCondition } from './condition.ts';
import { CopiesRecord } from './copies-record.ts';
import { Drain } from './drain.ts';
import { FormerCopies } from './former-copies.ts';
import type { Groups } from './groups.ts';
import type { IdentityKeeper } from './identity.ts';
import { InFlight } from './in-flight.ts';
import { Maintenance } from './maintenance.ts';
import { Mover } from './mover.ts';
import { NodeOrders } from './node-orders.ts';
import type { Peers } from './peers.ts';
import { PlacementDecisions } from './placement-decisions.ts';
import { PlacementOrders } from './placement-orders.ts';
import { countedNodes } from './placement-view.ts';
import { Rebalancer } from './rebalancer.ts';
import { Retirement } from './retirement.ts';
import type { Signal } from './signal.ts';
import type { SpaceView } from './space-view.ts';
import { StuckWatch } from './stuck-watch.ts';
import type { Upgrade } from './upgrade.ts';

export type PlacementNeeds = {
  readonly config: NodeConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly groups: Groups;
  readonly peers: Peers;
  readonly desk: CatalogDesk;
  readonly changed: Signal;
  readonly condition: NodeCondition;
  readonly upgrade: Upgrade;
  readonly bulk: BulkLane;
  readonly identity: IdentityKeeper;
  /** Tells the other members whether this node is being drained. */
  readonly announceDraining: (draining: boolean) => void;
  readonly viewSpaces: () => Promise<readonly SpaceView[]>;
  readonly requestStop: () => void;
};

export type PlacementParts = {
  readonly drain: Drain;
  readonly inFlight: InFlight;
  readonly maintenance: Maintenance;
  readonly mover: Mover;
  readonly nodeOrders: NodeOrders;
  readonly placementOrders: PlacementOrders;
  readonly rebalancer: Rebalancer;
  readonly retirement: Retirement;
  readonly stuck: StuckWatch;
};

export function composePlacement(needs: PlacementNeeds): PlacementParts {
  const { config, clock, groups, peers, desk, changed, condition, viewSpaces } = needs;
  const copies = config.replicationFactor + 1;
  const logger = needs.logger.child('placement');
  const expected = () => (groups.catalog === null ? [] : countedNodes(groups.catalog.machine));
  const patientView = () =>
    peers.patientView(clock.monotonicMs(), config.repairAfterMs, expected());
  const { movesAtOnce } = config.rebalance;
  const record = new CopiesRecord({ self: peers.self, groups, desk });
  const mover = new Mover({
    groups,
    peers,
    desk,
    record,
    bulk: needs.bulk,
    clock,
    logger,
    copies,
    movesAtOnce,
    members: patientView,
  });
  const { identity, announceDraining: announce } = needs;
  const drain = new Drain({ self: peers.self, identity, logger, announce });
  const inFlight = new InFlight();
  const stuck = new StuckWatch(clock, config.rebalance.stuckAfterMs);
  const rebalancer = new Rebalancer({
    groups,
    peers,
    clock,
    logger,
    config: config.rebalance,
    copies,
  });
  const nodeOrders = new NodeOrders({
    groups,
    peers,
    drain,
    inFlight,
    partition: () => condition.partition(),
    viewSpaces,
    requestStop: needs.requestStop,
  });
  const decisions = new PlacementDecisions({ peers, rebalancer, stuck, copies, viewSpaces });
  const requireWritable = (): void => condition.requireWritable();
  return {
    drain,
    inFlight,
    mover,
    stuck,
    rebalancer,
    nodeOrders,
    placementOrders: new PlacementOrders({ groups, peers, changed, decisions, requireWritable }),
    retirement: new Retirement({ groups, peers, orders: nodeOrders, clock, logger }),
    maintenance: new Maintenance({
      groups,
      peers,
      desk,
      upgrade: needs.upgrade,
      logger: needs.logger,
      copies,
      patientView,
      isMoving: (space) => mover.isMoving(space),
      formerCopies: new FormerCopies(groups, logger),
      record,
    }),
  };
}
