/**
 * Rebalances and decommissions by their ids, also those that are over. A node's own copy of the catalog may be a moment
 * behind the one that gave the id out: what it does not know, it asks the coordinator for before it says that there is none.
 */
import type { Deadline } from '../api/deadline.ts';
import { ApiError } from '../errors.ts';
import { type Decommission, findDecommission } from '../placement/decommission.ts';
import type { RebalanceRun } from '../placement/rebalance-run.ts';
import type { Groups } from './groups.ts';
import type { PlacementOrders } from './placement-orders.ts';

export type PlacementRecordsDeps = {
  readonly groups: Groups;
  readonly orders: PlacementOrders;
};

export class PlacementRecords {
  readonly #deps: PlacementRecordsDeps;

  constructor(deps: PlacementRecordsDeps) {
    this.#deps = deps;
  }

  /** Throws a 404 for an id that was never given out, or whose rebalance is long over. */
  async rebalance(id: string, deadline: Deadline): Promise<RebalanceRun> {
    const { groups, orders } = this.#deps;
    const known = groups.catalog?.machine.findRebalance(id) ?? null;
    const found = known ?? (await orders.give({ kind: 'find-rebalance', id }, deadline));
    return found ?? notKept('rebalance', id, 'the newest 16');
  }

  /** Throws a 404 likewise. */
  async decommission(id: string, deadline: Deadline): Promise<Decommission> {
    const { groups, orders } = this.#deps;
    const known = findDecommission(groups.catalog?.machine.decommissions() ?? [], id);
    const found = known ?? (await orders.give({ kind: 'find-decommission', id }, deadline));
    return found ?? notKept('decommission', id, 'those that are open and 32 that are over');
  }
}

function notKept(what: string, id: string, kept: string): never {
  throw new ApiError('RESOURCE_NOT_FOUND', `Unexpected ${what} \`${id}\`.`, {
    hint: `The cluster remembers ${kept}.`,
  });
}
