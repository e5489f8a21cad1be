/** What the coordinator can be told and asked about placement, and what each of that leads to. */
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { Decommission } from '../placement/decommission.ts';
import type { RebalanceRun, RunReason } from '../placement/rebalance-run.ts';
import type { Started } from './rebalancer.ts';

export type PlacementChange =
  | { readonly kind: 'rebalance' }
  | { readonly kind: 'retry' }
  /** One move of one space, the first that an even cluster needs. */
  | { readonly kind: 'migrate'; readonly space: SpaceId }
  /** Gives the node a copy of the space, and with `toPrimary` the office. */
  | {
      readonly kind: 'promote';
      readonly space: SpaceId;
      readonly node: NodeId;
      readonly toPrimary: boolean;
    }
  | { readonly kind: 'decommission'; readonly node: NodeId }
  /** Calls a decommission off. */
  | { readonly kind: 'keep'; readonly node: NodeId }
  | { readonly kind: 'forget'; readonly node: NodeId };

/** What stands in the coordinator's catalog, which is the newest there is. */
export type PlacementQuestion =
  | { readonly kind: 'find-rebalance'; readonly id: string }
  | { readonly kind: 'find-decommission'; readonly id: string };

export type PlacementOrder = PlacementChange | PlacementQuestion;

/** A move that is under way, and what asked for it. */
export type Migration = {
  readonly space: SpaceId;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Of the space's row in the catalog. */
  readonly version: number;
  readonly reason: RunReason;
  /** RFC 3339. */
  readonly plannedAt: string;
};

/** What each order leads to; null for a rebalance or a migration that was not needed. */
export type OrderResults = {
  readonly rebalance: Started | null;
  readonly retry: { readonly retried: number; readonly id: string | null };
  readonly migrate: Migration | null;
  readonly promote: { readonly id: string | null; readonly replaces: NodeId | null };
  readonly decommission: { readonly id: string; readonly copies: number };
  readonly keep: null;
  readonly forget: { readonly nodes: number };
  readonly 'find-rebalance': RebalanceRun | null;
  readonly 'find-decommission': Decommission | null;
};
