/**
 * The coordinator's part of moving copies: decides when a rebalance begins, what it moves, and when it is over. What it
 * decides stands in the catalog; what this object remembers is only how long things have been as they are, so a new
 * coordinator starts with an empty memory and goes on.
 */
import { randomUUID } from 'node:crypto';
import type { RebalanceConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { entryTypes, type Json } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import type { CatalogCommand } from '../placement/catalog.ts';
import { imbalanceOf } from '../placement/imbalance.ts';
import { type PlannedMove, planRebalance } from '../placement/rebalance-plan.ts';
import { isFinal, isOpen, type RebalanceRun, type RunReason } from '../placement/rebalance-run.ts';
import type { CatalogHost, Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import { nodeLoads, placedSpaces } from './placement-view.ts';

export type RebalancerDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: RebalanceConfig;
  /** Copies of each space, the primary included. */
  readonly copies: number;
};

/** The members for which the copies were last planned; kept in the catalog, so that a new coordinator knows it. */
const plannedForSetting = 'placement.planned_for';
/** What has failed is not begun again by itself for so many settle delays. */
const failurePauses = 6;

export type Started = { readonly id: string; readonly moves: readonly PlannedMove[] };

export class Rebalancer {
  readonly #deps: RebalancerDeps;
  /** Rebalances that this node has begun as coordinator. */
  #plans = 0;
  /** Why a rebalance may begin by itself, and since when that is so without a change. */
  #wish: { readonly key: string; readonly since: number } | null = null;
  /** What the last rebalance with failures could not do, and when it was over. */
  #failed: { readonly moves: ReadonlySet<string>; readonly at: number } | null = null;
  #busy = false;

  constructor(deps: RebalancerDeps) {
    this.#deps = deps;
  }

  get plans(): number {
    return this.#plans;
  }

  /** One round; to be called every second or so. Does nothing on a node that is not the coordinator. */
  run(): void {
    const catalog = this.#catalog();
    if (catalog === null || this.#busy) return;
    this.#busy = true;
    void this.#round(catalog).finally(() => {
      this.#busy = false;
    });
  }

  /** What would be moved now. */
  plan(catalog: CatalogHost): readonly PlannedMove[] {
    const { peers } = this.#deps;
    const members = peers.members();
    return planRebalance({
      spaces: placedSpaces(catalog.machine, members, this.#deps.copies),
      takers: nodeLoads(catalog.machine, members).map(({ node }) => node),
      leaving: catalog.machine.decommissioning(),
    });
  }

  /** Writes a rebalance into the catalog; null if another one is open or the office was lost. */
  async start(
    catalog: CatalogHost,
    reason: RunReason,
    moves: readonly PlannedMove[],
  ): Promise<Started | null> {
    const id = `reb_${randomUUID().slice(0, 8)}`;
    const at = this.#now();
    const command = { kind: 'start-rebalance', run: id, reason, moves, at } as const;
    if (!(await propose(catalog, command))) return null;
    if (catalog.machine.rebalance()?.id !== id) return null;
    this.#plans += 1;
    this.#deps.logger.info('rebalance-started', {
      operation: 'rebalance',
      rebalance_id: id,
      reason,
      moves: moves.length,
    });
    return { id, moves };
  }

  async #round(catalog: CatalogHost): Promise<void> {
    const run = catalog.machine.rebalance();
    if (run !== null && isOpen(run)) await this.#follow(catalog, run);
    else await this.#consider(catalog);
  }

  async #follow(catalog: CatalogHost, run: RebalanceRun): Promise<void> {
    this.#wish = null;
    if (run.moves.some(({ state }) => !isFinal(state))) return;
    const finish = { kind: 'finish-rebalance', run: run.id, at: this.#now() } as const;
    if (!(await propose(catalog, finish))) return;
    const failures = run.moves.filter(({ state }) => state === 'failed');
    if (failures.length > 0) {
      this.#failed = { moves: new Set(failures.map(keyOf)), at: this.#deps.clock.monotonicMs() };
    }
    this.#deps.logger.info('rebalance-finished', {
      operation: 'rebalance',
      rebalance_id: run.id,
      moves: run.moves.length,
      failed: failures.length,
    });
  }

  /** Begins a rebalance by itself where one is due. */
  async #consider(catalog: CatalogHost): Promise<void> {
    const { config } = this.#deps;
    const now = this.#deps.clock.monotonicMs();
    const wish = this.#wishOf(catalog);
    if (wish === null) {
      this.#wish = null;
      return;
    }
    if (this.#wish?.key !== wish.key) this.#wish = { key: wish.key, since: now };
    const settleMs = wish.reason === 'decommission' ? 0 : config.settleMs;
    if (now - this.#wish.since < settleMs) return;
    const moves = this.plan(catalog);
    if (this.#hasJustFailed(moves)) return;
    if (moves.length > 0) await this.start(catalog, wish.reason, moves);
    if (wish.plannedFor === null) return;
    const value: Json = wish.plannedFor;
    await propose(catalog, { kind: 'set-setting', name: plannedForSetting, value });
  }

  /** A plan that differs is no repetition: somebody else leaves now, or a copy has gone meanwhile. */
  #hasJustFailed(moves: readonly PlannedMove[]): boolean {
    const { clock, config } = this.#deps;
    if (this.#failed === null) return false;
    if (clock.monotonicMs() - this.#failed.at >= failurePauses * config.settleMs) return false;
    const { moves: failed } = this.#failed;
    return moves.some((move) => failed.has(keyOf(move)));
  }

  #wishOf({ machine }: CatalogHost): {
    readonly reason: RunReason;
    readonly key: string;
    readonly plannedFor: readonly NodeId[] | null;
  } | null {
    const members = this.#deps.peers.members();
    const loads = nodeLoads(machine, members);
    const takers = loads.map(({ node }) => node);
    const leaving = machine.decommissioning().filter((node) => machine.holds(node));
    if (leaving.length > 0) {
      return { reason: 'decommission', key: `leave ${leaving.join()}`, plannedFor: null };
    }
    if (!this.#deps.config.auto || machine.spaces().length === 0) return null;
    // A suspect comes back or dies: whatever is planned for it now would be planned again in a moment.
    if (members.some(({ state }) => state === 'suspect')) return null;
    if (JSON.stringify(machine.setting(plannedForSetting)) !== JSON.stringify(takers)) {
      return { reason: 'membership', key: `members ${takers.join()}`, plannedFor: takers };
    }
    if (imbalanceOf(loads) <= this.#deps.config.threshold) return null;
    return { reason: 'imbalance', key: 'imbalance', plannedFor: null };
  }

  /** The catalog if this node is the coordinator of an initialized cluster. */
  #catalog(): CatalogHost | null {
    const { catalog } = this.#deps.groups;
    const status = catalog?.status();
    if (catalog === null || status?.role !== 'primary' || !status.settled) return null;
    return catalog.machine.clusterId() === null ? null : catalog;
  }

  #now(): string {
    return new Date(this.#deps.clock.wallMs()).toISOString();
  }
}

function keyOf({ kind, space, to }: PlannedMove): string {
  return `${kind} ${space} ${to}`;
}

/** True if the command is in the catalog for good. */
export async function propose(catalog: CatalogHost, command: CatalogCommand): Promise<boolean> {
  const proposed = await catalog.propose(entryTypes.catalogCommand, command as Json);
  return proposed.kind === 'committed';
}
