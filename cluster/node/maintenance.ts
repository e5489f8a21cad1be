/**
 * What happens by itself, now and then: the coordinator takes new members in, primaries see to the copies of their
 * spaces and tell the catalog about them. Every step is a proposal, so doing it twice or on two nodes harms nobody.
 */
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { catalogGroup, compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { CatalogCommand } from '../placement/catalog.ts';
import type { MemberView } from '../replication/input.ts';
import { planRepair, type RepairPlan } from '../replication/repair.ts';
import type { GroupStatus } from '../replication/status.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { CatalogHost, Groups, SpaceHost } from './groups.ts';
import type { Peers } from './peers.ts';
import { nodeLoads } from './placement-view.ts';
import type { Upgrade } from './upgrade.ts';

export type MaintenanceDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly desk: CatalogDesk;
  readonly upgrade: Upgrade;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Copies of each space, the primary included. */
  readonly copies: number;
  /** How long a node must be gone before its copies get a new home, milliseconds. */
  readonly repairAfterMs: number;
};

export type Repaired = {
  readonly affected: readonly SpaceId[];
  readonly waiting: readonly SpaceId[];
};

export class Maintenance {
  readonly #deps: MaintenanceDeps;
  /** Groups with a step under way. */
  readonly #busy = new Set<string>();

  constructor(deps: MaintenanceDeps) {
    this.#deps = deps;
  }

  /** One round; to be called every second or so. */
  run(): void {
    const { groups, upgrade } = this.#deps;
    upgrade.run();
    if (groups.catalog !== null) this.#keepCatalog(groups.catalog);
    for (const host of groups.spaces.values()) this.#keepSpace(host, this.#patientView());
  }

  /** Repairs the spaces whose primary is here at once, without waiting for nodes that are gone to come back. */
  repairNow(): Repaired {
    const { groups, peers } = this.#deps;
    const affected: SpaceId[] = [];
    const waiting: SpaceId[] = [];
    for (const host of groups.spaces.values()) {
      const plan = this.#keepSpace(host, peers.view());
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
    const newcomer = peers
      .members()
      .find((member) => !nodes.includes(member.id) && upgrade.admits(member));
    if (newcomer !== undefined) desk.tell({ kind: 'add-node', node: newcomer.id });
    const needs = { status, members: peers.view(), copies: nodes.length, spares: nodes };
    this.#step(catalogGroup, planRepair(needs), (change) => catalog.changeCopies(change));
  }

  #keepSpace(host: SpaceHost, members: MemberView): RepairPlan | null {
    const status = host.status();
    if (status.role !== 'primary' || !status.settled) return null;
    this.#recordCopies(host.id, status);
    const plan = planRepair({ status, members, copies: this.#deps.copies, spares: this.#spares() });
    this.#step(host.id, plan, (change) => host.changeCopies(change));
    return plan;
  }

  #step(
    group: string,
    plan: RepairPlan,
    change: (change: Extract<RepairPlan, { kind: 'change' }>['change']) => Promise<unknown>,
  ): void {
    if (plan.kind !== 'change' || this.#busy.has(group)) return;
    this.#busy.add(group);
    this.#deps.logger.info('copies-changing', {
      operation: plan.change.kind,
      memory_space: group,
      member: plan.change.node,
    });
    void change(plan.change).finally(() => this.#busy.delete(group));
  }

  /** The group changes its copies by itself; the catalog must know them for whoever looks for the space. */
  #recordCopies(space: SpaceId, { copies, epoch, commit }: GroupStatus): void {
    const row = this.#deps.groups.catalog?.machine.space(space);
    if (row === undefined || row === null || sameCopies(row.copies, copies)) return;
    const command: CatalogCommand = {
      kind: 'record-copies',
      space,
      copies,
      epoch,
      sequence: commit,
    };
    this.#deps.desk.tell(command);
  }

  /** Nodes that could take a copy, those with the fewest first. */
  #spares(): readonly NodeId[] {
    const { groups, peers } = this.#deps;
    if (groups.catalog === null) return [];
    const loads = [...nodeLoads(groups.catalog.machine, peers.members())];
    loads.sort((one, other) => one.copies - other.copies || compareIds(one.node, other.node));
    return loads.map(({ node }) => node);
  }

  /** Members as they are, but one that is gone counts as alive until it was gone for long enough. */
  #patientView(): MemberView {
    const { peers, clock, repairAfterMs } = this.#deps;
    const now = clock.monotonicMs();
    return new Map(
      peers.members().map(({ id, state, draining, changedAt }) => {
        const isGone = state === 'dead' || state === 'left';
        const isPatient = isGone && now - changedAt < repairAfterMs;
        return [id, { state: isPatient ? 'suspect' : state, draining }] as const;
      }),
    );
  }
}

function sameCopies(one: GroupStatus['copies'], other: GroupStatus['copies']): boolean {
  const key = ({ voters, learners }: GroupStatus['copies']): string =>
    JSON.stringify([[...voters].sort(compareIds), [...learners].sort(compareIds)]);
  return key(one) === key(other);
}
