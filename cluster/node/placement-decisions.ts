/** What the coordinator does with orders about placement: checks them against the catalog and the members, and decides. */
import { randomUUID } from 'node:crypto';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import { mayLeave, openDecommission } from '../placement/decommission.ts';
import { isFinal, isOpen, type RebalanceRun } from '../placement/rebalance-run.ts';
import { forgetNode, formerNodes } from './former-nodes.ts';
import type { CatalogHost } from './groups.ts';
import type { Peers } from './peers.ts';
import type { Migration, OrderResults, PlacementChange } from './placement-order.ts';
import { nodeLoads } from './placement-view.ts';
import { choosePromotion } from './promotion.ts';
import { propose, type Rebalancer, type Started } from './rebalancer.ts';
import type { SpaceView } from './space-view.ts';
import type { StuckWatch } from './stuck-watch.ts';

export type PlacementDecisionsDeps = {
  readonly peers: Peers;
  readonly rebalancer: Rebalancer;
  readonly stuck: StuckWatch;
  readonly clock: Clock;
  /** Copies of each space, the primary included. */
  readonly copies: number;
  /** All spaces as the nodes report them. */
  readonly viewSpaces: () => Promise<readonly SpaceView[]>;
};

export class PlacementDecisions {
  readonly #deps: PlacementDecisionsDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: PlacementDecisionsDeps) {
    this.#deps = deps;
  }

  /** One after the other: what one of them has checked, no other may change before it is recorded. */
  carryOut(
    catalog: CatalogHost,
    order: PlacementChange,
  ): Promise<OrderResults[PlacementChange['kind']]> {
    const done = this.#last.then(() => this.#carryOut(catalog, order));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #carryOut(
    catalog: CatalogHost,
    order: PlacementChange,
  ): Promise<OrderResults[PlacementChange['kind']]> {
    switch (order.kind) {
      case 'rebalance':
        return await this.#rebalance(catalog);
      case 'retry':
        return await this.#retry(catalog);
      case 'migrate':
        return await this.#migrate(catalog, order.space);
      case 'promote':
        return await this.#promote(catalog, order);
      case 'decommission':
        return await this.#decommission(catalog, order.node);
      case 'keep':
        return await this.#keep(catalog, order.node);
      case 'forget':
        return await this.#forget(catalog, order.node);
    }
  }

  /** Asking for what happens already, by itself or because somebody asked before, changes nothing. */
  async #rebalance(catalog: CatalogHost): Promise<Started | null> {
    const { rebalancer } = this.#deps;
    const before = openRebalance(catalog);
    if (before !== null) return before;
    const moves = rebalancer.plan(catalog);
    if (moves.length === 0) return null;
    const started = await rebalancer.start(catalog, 'requested', moves);
    return started ?? openRebalance(catalog) ?? lostOffice();
  }

  async #retry(catalog: CatalogHost): Promise<OrderResults['retry']> {
    const run = catalog.machine.rebalance();
    if (run === null) return { retried: 0, id: null };
    const failed = run.moves.filter(({ state }) => state === 'failed').length;
    const { stuck } = this.#deps;
    const waiting = stuck.isStuck(run) ? openMoves(run) : 0;
    stuck.restart();
    if (failed > 0 && !(await propose(catalog, { kind: 'retry-rebalance', run: run.id }))) {
      lostOffice();
    }
    return { retried: failed + waiting, id: run.id };
  }

  /** Asking again for a move that is open changes nothing. */
  async #migrate(catalog: CatalogHost, space: SpaceId): Promise<Migration | null> {
    const before = openMigration(catalog, space);
    if (before !== null) return before;
    requireNoRun(catalog.machine.rebalance());
    const { rebalancer } = this.#deps;
    const move = rebalancer.plan(catalog).find((planned) => planned.space === space);
    if (move === undefined) return null;
    await rebalancer.start(catalog, 'requested', [move]);
    return openMigration(catalog, space) ?? lostOffice();
  }

  async #promote(
    catalog: CatalogHost,
    order: Extract<PlacementChange, { kind: 'promote' }>,
  ): Promise<OrderResults['promote']> {
    requireNoRun(catalog.machine.rebalance());
    this.#requireTaker(catalog, order.node);
    const view = (await this.#deps.viewSpaces()).find(({ id }) => id === order.space);
    if (view === undefined) {
      const message = `Unexpected space \`${order.space}\`, expected one that exists.`;
      throw new ApiError('RESOURCE_NOT_FOUND', message);
    }
    const { moves, replaces } = choosePromotion(view, order.node, order.toPrimary);
    if (moves.length === 0) return { id: null, replaces };
    const started = await this.#deps.rebalancer.start(catalog, 'promotion', moves);
    return { id: (started ?? lostOffice()).id, replaces };
  }

  async #decommission(catalog: CatalogHost, node: NodeId): Promise<OrderResults['decommission']> {
    const { machine } = catalog;
    const member = this.#requireNode(catalog, node);
    if (!isReachable(member)) {
      throw new ApiError(
        'STATE_CONFLICT',
        `\`${node}\` is \`${member.state}\`, expected \`alive\`.`,
        {
          hint: `Start it, or strike it with POST /api/v1/cluster/nodes/${node}/forget if it never comes back.`,
        },
      );
    }
    const others = nodeLoads(machine, this.#deps.peers.members()).filter(
      (load) => load.node !== node,
    );
    const { copies } = this.#deps;
    if (others.length < copies) {
      throw new ApiError(
        'STATE_CONFLICT',
        `${others.length} nodes would be left for ${copies} copies of each space.`,
        { hint: 'Add a node, or undrain one, before this one goes.' },
      );
    }
    const id = `dec_${randomUUID().slice(0, 8)}`;
    const command = { kind: 'decommission-node', node, id, at: this.#now() } as const;
    if (!(await propose(catalog, command))) lostOffice();
    // Ordered before: that one goes on. Forgotten in the meantime, by somebody else: it has no id that says how it goes.
    const open = openDecommission(machine.decommissions(), node) ?? lostOffice();
    return { id: open.id, copies: copiesOn(catalog, node) };
  }

  async #keep(catalog: CatalogHost, node: NodeId): Promise<null> {
    this.#requireNode(catalog, node);
    const run = catalog.machine.rebalance();
    if (!(await propose(catalog, { kind: 'keep-node', node, at: this.#now() }))) lostOffice();
    if (mayLeave(catalog.machine.decommissions(), node)) {
      throw new ApiError('STATE_CONFLICT', `\`${node}\` is empty and is being stopped.`, {
        hint: 'When it is gone, add it as a new node: it has nothing any more that the cluster counts on.',
      });
    }
    if (run !== null && isOpen(run)) {
      await propose(catalog, { kind: 'cancel-moves', run: run.id, from: node });
    }
    return null;
  }

  async #forget(catalog: CatalogHost, node: NodeId): Promise<OrderResults['forget']> {
    const { machine } = catalog;
    const row = this.#deps.peers.members().find(({ id }) => id === node);
    const isNode = machine.nodes().includes(node);
    if (!isNode && row === undefined && !formerNodes(catalog).includes(node)) {
      unknownNode(catalog, node);
    }
    const state = row?.state ?? 'dead';
    if (state === 'alive' || state === 'suspect') {
      throw new ApiError(
        'STATE_CONFLICT',
        `\`${node}\` is \`${state}\`, expected \`dead\` or \`left\`.`,
        {
          hint: `Take a node that runs out with POST /api/v1/cluster/nodes/${node}/decommission.`,
        },
      );
    }
    if (isNode && !(await forgetNode(catalog, node, this.#deps.clock))) lostOffice();
    return { nodes: machine.nodes().length };
  }

  #requireNode(catalog: CatalogHost, node: NodeId): Member {
    const { machine } = catalog;
    const member = this.#deps.peers.members().find(({ id }) => id === node);
    if (member !== undefined && machine.nodes().includes(node)) return member;
    return unknownNode(catalog, node);
  }

  #now(): string {
    return new Date(this.#deps.clock.wallMs()).toISOString();
  }

  #requireTaker(catalog: CatalogHost, node: NodeId): void {
    this.#requireNode(catalog, node);
    const takers = nodeLoads(catalog.machine, this.#deps.peers.members());
    if (takers.some((load) => load.node === node)) return;
    throw new ApiError(
      'STATE_CONFLICT',
      `\`${node}\` cannot take a copy now: it is not alive, is being drained, or is about to leave.`,
    );
  }
}

function unknownNode({ machine }: CatalogHost, node: NodeId): never {
  const known = machine.nodes().map((id) => `\`${id}\``);
  throw new ApiError(
    'RESOURCE_NOT_FOUND',
    `Unexpected node \`${node}\`, expected one of ${known.join(', ')}.`,
  );
}

/** The open rebalance; null if there is none. A promotion is no answer to who wants the cluster even: it is refused. */
function openRebalance({ machine }: CatalogHost): Started | null {
  const run = machine.rebalance();
  if (run === null || !isOpen(run)) return null;
  if (run.reason === 'promotion') requireNoRun(run);
  return { id: run.id, moves: run.moves };
}

function openMigration({ machine }: CatalogHost, space: SpaceId): Migration | null {
  const run = machine.rebalance();
  if (run === null || !isOpen(run)) return null;
  const move = run.moves.find((each) => each.space === space && !isFinal(each.state));
  if (move === undefined) return null;
  const { from, to } = move;
  const version = machine.space(space)?.version ?? 0;
  return { space, from, to, version, reason: run.reason, plannedAt: run.startedAt };
}

function requireNoRun(run: RebalanceRun | null): void {
  if (run === null || !isOpen(run)) return;
  throw new ApiError(
    'STATE_CONFLICT',
    `The rebalance \`${run.id}\` is open: ${openMoves(run)} of ${run.moves.length} moves are left.`,
    { hint: 'Wait until GET /api/v1/cluster/rebalance/status says that it is over.' },
  );
}

function openMoves(run: RebalanceRun): number {
  return run.moves.filter(({ state }) => state !== 'done' && state !== 'failed').length;
}

function copiesOn({ machine }: CatalogHost, node: NodeId): number {
  return machine.spaces().filter(({ copies }) => copies.voters.includes(node)).length;
}

/** The office was lost while the order was carried out: it may or may not stand in the catalog. */
function lostOffice(): never {
  throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', 'The coordinator changed in the middle.', {
    retryAfterSeconds: 1,
    outcome: 'unknown',
    hint: 'Repeat the request.',
  });
}
