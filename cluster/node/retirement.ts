/**
 * The coordinator's part of a decommission: drain the node, wait until it holds no copy of a space, take its vote, write
 * down that it may leave, have it leave, forget it. Each round looks at what is so and takes the next step; all steps are
 * idempotent.
 */
import { Deadline } from '../api/deadline.ts';
import { sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import { type Decommission, mayLeave } from '../placement/decommission.ts';
import { forgetNode } from './former-nodes.ts';
import type { CatalogHost, Groups } from './groups.ts';
import type { NodeOrders } from './node-orders.ts';
import type { Peers } from './peers.ts';
import { propose } from './rebalancer.ts';

export type RetirementDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly orders: NodeOrders;
  readonly clock: Clock;
  readonly logger: Logger;
};

const orderDeadlineMs = 2_000;

export class Retirement {
  readonly #deps: RetirementDeps;
  readonly #busy = new Set<NodeId>();

  constructor(deps: RetirementDeps) {
    this.#deps = deps;
  }

  /** One round; to be called every second or so. Does nothing on a node that is not the coordinator. */
  run(): void {
    const { catalog } = this.#deps.groups;
    const status = catalog?.status();
    if (catalog === null || status?.role !== 'primary' || !status.settled) return;
    for (const decommission of catalog.machine.decommissions()) {
      const { node, end } = decommission;
      if (end !== null || this.#busy.has(node)) continue;
      this.#busy.add(node);
      void this.#retire(catalog, decommission).finally(() => this.#busy.delete(node));
    }
  }

  async #retire(catalog: CatalogHost, { id, node }: Decommission): Promise<void> {
    const { clock } = this.#deps;
    const member = this.#deps.peers.members().find(({ id }) => id === node);
    if (member === undefined || member.state === 'left' || member.state === 'dead') {
      // One that went before it was empty may come back to go on; if it does not, repair makes its copies anew elsewhere.
      if (!isEmpty(catalog, node)) return;
      if (await forgetNode(catalog, node, clock)) this.#log('node-forgotten', node);
      return;
    }
    if (!isReachable(member)) return;
    const next = nextOrder(catalog, member);
    if (next === null) return;
    if (next === 'stop' && !(await this.#letLeave(catalog, node))) return;
    await this.#deps.orders
      .give(node, next === 'retire' ? { retire: id } : next, new Deadline(orderDeadlineMs, clock))
      .catch((thrown: unknown) =>
        this.#deps.logger.warn('decommission-waits', { member: node, reason: sentenceOf(thrown) }),
      );
  }

  /** False if it could not be written, or somebody called the decommission off just now. */
  async #letLeave(catalog: CatalogHost, node: NodeId): Promise<boolean> {
    if (mayLeave(catalog.machine.decommissions(), node)) return true;
    const at = new Date(this.#deps.clock.wallMs()).toISOString();
    if (!(await propose(catalog, { kind: 'let-leave', node, at }))) return false;
    if (!mayLeave(catalog.machine.decommissions(), node)) return false;
    this.#log('node-empty', node);
    return true;
  }

  #log(event: string, member: NodeId): void {
    this.#deps.logger.info(event, { operation: 'decommission', member });
  }
}

/** What the node should be told now; null while others have something to do first. */
function nextOrder(catalog: CatalogHost, { id, draining }: Member): 'retire' | 'stop' | null {
  if (!draining) return 'retire';
  return isEmpty(catalog, id) ? 'stop' : null;
}

/** The cluster counts on nothing that the node has: no copy of a space, no vote. */
function isEmpty(catalog: CatalogHost, node: NodeId): boolean {
  const { voters, learners } = catalog.status().copies;
  return !(catalog.machine.holds(node) || voters.includes(node) || learners.includes(node));
}
