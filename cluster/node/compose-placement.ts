/** Makes the parts that move copies, drain nodes and take them out, and connects them. */
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { MemberView } from '../replication/input.ts';
import type { BulkLane } from './bulk-lane.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import { repairEverywhere } from './cluster-view.ts';
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
import { PlacementRecords } from './placement-records.ts';
import { countedNodes } from './placement-view.ts';
import { Rebalancer } from './rebalancer.ts';
import { Repairs } from './repairs.ts';
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
  readonly placementRecords: PlacementRecords;
  readonly repairs: Repairs;
  readonly rebalancer: Rebalancer;
  readonly retirement: Retirement;
  readonly stuck: StuckWatch;
};

export function composePlacement(needs: PlacementNeeds): PlacementParts {
  const { groups, peers, desk, clock, identity, viewSpaces } = needs;
  const logger = needs.logger.child('placement');
  const { announceDraining: announce } = needs;
  const drain = new Drain({ self: peers.self, identity, clock, logger, announce });
  const inFlight = new InFlight();
  const nodeOrders = new NodeOrders({
    groups,
    peers,
    drain,
    inFlight,
    partition: () => needs.condition.partition(),
    viewSpaces,
    requestStop: needs.requestStop,
  });
  const record = new CopiesRecord({ self: peers.self, groups, desk });
  const moving = composeMoving({ ...needs, logger }, record);
  return {
    drain,
    inFlight,
    nodeOrders,
    retirement: new Retirement({ groups, peers, orders: nodeOrders, clock, logger }),
    ...moving,
    ...composeRepairing(needs, { record, mover: moving.mover, logger }),
  };
}

type Moving = 'mover' | 'stuck' | 'rebalancer' | 'placementOrders' | 'placementRecords';

/** What brings copies and offices to other nodes. */
function composeMoving(needs: PlacementNeeds, record: CopiesRecord): Pick<PlacementParts, Moving> {
  const { config, clock, logger, groups, peers, desk, changed, condition, viewSpaces } = needs;
  const copies = copiesOf(config);
  const { rebalance } = config;
  const { movesAtOnce } = rebalance;
  const { bulk } = needs;
  const members = patientView(needs);
  const shared = { groups, peers, clock, logger, copies };
  const mover = new Mover({ ...shared, desk, record, bulk, movesAtOnce, members });
  const stuck = new StuckWatch(clock, rebalance.stuckAfterMs);
  const rebalancer = new Rebalancer({ ...shared, config: rebalance });
  const decisions = new PlacementDecisions({
    peers,
    rebalancer,
    stuck,
    clock,
    copies,
    viewSpaces,
  });
  const requireWritable = (): void => condition.requireWritable();
  const deps = { groups, peers, changed, decisions, requireWritable };
  const placementOrders = new PlacementOrders(deps);
  const placementRecords = new PlacementRecords({ groups, orders: placementOrders });
  return { mover, stuck, rebalancer, placementOrders, placementRecords };
}

/** What makes lost copies anew. */
function composeRepairing(
  needs: PlacementNeeds,
  {
    record,
    mover,
    logger,
  }: { readonly record: CopiesRecord; readonly mover: Mover; readonly logger: Logger },
): Pick<PlacementParts, 'maintenance' | 'repairs'> {
  const { config, clock, groups, peers, desk, upgrade, viewSpaces } = needs;
  const maintenance = new Maintenance({
    groups,
    peers,
    desk,
    upgrade,
    logger: needs.logger,
    copies: copiesOf(config),
    patientView: patientView(needs),
    isMoving: (space) => mover.isMoving(space),
    formerCopies: new FormerCopies(groups, logger),
    record,
  });
  const repairs = new Repairs({
    peers,
    clock,
    logger,
    stuckAfterMs: config.rebalance.stuckAfterMs,
    repairAll: (deadline) => repairEverywhere({ peers, maintenance }, deadline),
    viewSpaces,
  });
  return { maintenance, repairs };
}

function copiesOf({ replicationFactor }: NodeConfig): number {
  return replicationFactor + 1;
}

/** Members, those that are gone for a moment only counted in. */
function patientView({ groups, peers, clock, config }: PlacementNeeds): () => MemberView {
  const expected = () => (groups.catalog === null ? [] : countedNodes(groups.catalog.machine));
  return () => peers.patientView(clock.monotonicMs(), config.repairAfterMs, expected());
}
