/**
 * What happens by itself, now and then: the coordinator takes new members in, primaries see to the copies of their
 * spaces and tell the catalog about them. Every step is a proposal, so doing it twice or on two nodes harms nobody.
 */
import type { Logger } from '../io/logger.ts';
import { catalogGroup, compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { CopyChange, MemberView } from '../replication/input.ts';
import { isUnderReplicated } from '../replication/missing-copies.ts';
import { planRepair, type RepairPlan } from '../replication/repair.ts';
import type { GroupStatus } from '../replication/status.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { CopiesRecord } from './copies-record.ts';
import type { FormerCopies } from './former-copies.ts';
import type { CatalogHost, Groups, SpaceHost } from './groups.ts';
import type { Peers } from './peers.ts';
import { nodeLoads } from './placement-view.ts';
import type { Upgrade } from './upgrade.ts';

export type MaintenanceDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly desk: CatalogDesk;
  readonly upgrade: Upgrade;
  readonly logger: Logger;
  /** Copies of each space, the primary included. */
  readonly copies: number;
  /** Members, those that are gone for a moment only counted in. */
  readonly patientView: () => MemberView;
  /** True while a rebalance moves a copy of the space: its copies are then not ours to change. */
  readonly isMoving: (space: SpaceId) => boolean;
  readonly formerCopies: FormerCopies;
  readonly record: CopiesRecord;
};

export type Repaired = {
  readonly affected: readonly SpaceId[];
  readonly waiting: readonly SpaceId[];
};

/** What all nodes together have begun. */
export type RepairedEverywhere = Repaired & {
  /** Nodes that did not answer: nobody knows what their spaces lack. */
  readonly silent: readonly NodeId[];
};

export class Maintenance {
  readonly #deps: MaintenanceDeps;
  /** Groups with a step under way. */
  readonly #busy = new Set<string>();
  /**
   * Spaces that somebody ordered to be repaired at once, until they have all their copies: a repair has many steps, and a
   * patient look at the members after the first one would take it back.
   */
  readonly #hurried = new Set<SpaceId>();

  constructor(deps: MaintenanceDeps) {
    this.#deps = deps;
  }

  /** One round; to be called every second or so. */
  run(): void {
    const { groups, peers, upgrade, patientView, formerCopies } = this.#deps;
    upgrade.run();
    if (groups.catalog !== null) this.#keepCatalog(groups.catalog);
    const patient = patientView();
    const hurried = this.#hurried.size === 0 ? patient : this.#hurriedView(patient);
    for (const host of groups.spaces.values()) {
      this.#keepSpace(host, this.#hurried.has(host.id) ? hurried : patient);
    }
    formerCopies.run(peers.self);
  }

  /** Repairs the spaces whose primary is here at once, without waiting for nodes that are gone to come back. */
  repairNow(): Repaired {
    const { groups, patientView } = this.#deps;
    const view = this.#hurriedView(patientView());
    const affected: SpaceId[] = [];
    const waiting: SpaceId[] = [];
    for (const host of groups.spaces.values()) {
      this.#hurried.add(host.id);
      const plan = this.#keepSpace(host, view);
      if (plan?.kind === 'change' || plan?.kind === 'waiting') affected.push(host.id);
      if (plan?.kind === 'under-replicated') waiting.push(host.id);
    }
    return { affected, waiting };
  }

  #keepCatalog(catalog: CatalogHost): void {
    const status = catalog.status();
    if (status.role !== 'primary' || !status.settled || catalog.machine.clusterId() === null)
      return;
    const { peers, desk, upgrade } = this.#deps;
    const nodes = catalog.machine.nodes();
    const retired = this.#retired(catalog);
    const wanted = nodes.filter((node) => !retired.includes(node));
    const newcomer = peers
      .members()
      .find((member) => !nodes.includes(member.id) && upgrade.admits(member));
    if (newcomer !== undefined) desk.tell({ kind: 'add-node', node: newcomer.id });
    const members = peers.view();
    // A node that was forgotten has its vote until somebody takes it, whether SWIM still knows of it or not.
    const leaving = status.copies.voters.filter(
      (node) => node !== peers.self && !wanted.includes(node),
    );
    const needs = { status, members, copies: wanted.length, spares: wanted, leaving };
    this.#step(catalogGroup, planRepair(needs), (change) => catalog.changeCopies(change));
  }

  /** Nodes that are decommissioned and empty: only their vote on the catalog is left. Never this one, which holds it. */
  #retired({ machine }: CatalogHost): readonly NodeId[] {
    const { self } = this.#deps.peers;
    return machine.decommissioning().filter((node) => node !== self && !machine.holds(node));
  }

  #keepSpace(host: SpaceHost, members: MemberView): RepairPlan | null {
    const { record } = this.#deps;
    const status = host.status();
    if (status.role !== 'primary' || !status.settled) return null;
    record.keep(host.id, status);
    if (this.#deps.isMoving(host.id)) return null;
    const plan = planRepair({ status, members, copies: this.#deps.copies, spares: this.#spares() });
    if (plan.kind === 'nothing-to-do' && this.#isWhole(status)) this.#hurried.delete(host.id);
    // The catalog of a new primary may not know of the rebalance yet that has made one copy too many for a while.
    if (isRemoval(plan) && !record.isCurrent(host.id, status)) return plan;
    this.#step(host.id, plan, (change) => host.changeCopies(change));
    return plan;
  }

  /** Members as they are; whom nobody has told of may only not have been heard yet. */
  #hurriedView(patient: MemberView): MemberView {
    return new Map([...patient, ...this.#deps.peers.view()]);
  }

  #isWhole(status: GroupStatus): boolean {
    const { peers, copies } = this.#deps;
    return !isUnderReplicated({ ...status, members: peers.view(), wanted: copies });
  }

  #step(group: string, plan: RepairPlan, change: (change: CopyChange) => Promise<unknown>): void {
    if (plan.kind !== 'change' || this.#busy.has(group)) return;
    this.#busy.add(group);
    this.#deps.logger.info('copies-changing', {
      operation: plan.change.kind,
      memory_space: group,
      member: plan.change.kind === 'mark' ? null : plan.change.node,
    });
    void change(plan.change).finally(() => this.#busy.delete(group));
  }

  /** Nodes that could take a copy, those with the fewest first. */
  #spares(): readonly NodeId[] {
    const { groups, peers } = this.#deps;
    if (groups.catalog === null) return [];
    const loads = [...nodeLoads(groups.catalog.machine, peers.members())];
    loads.sort((one, other) => one.copies - other.copies || compareIds(one.node, other.node));
    return loads.map(({ node }) => node);
  }
}

function isRemoval(plan: RepairPlan): boolean {
  return plan.kind === 'change' && plan.change.kind === 'remove';
}
