/** Bringing a cluster into being: once in its life the alive members found the catalog together. */
import { randomUUID } from 'node:crypto';
import type { Deadline } from '../api/deadline.ts';
import { type FoundAnswer, foundPath, initializePath } from '../api/internal.ts';
import { ApiError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import { entryTypes } from '../model/entry.ts';
import { catalogGroup, type NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { CatalogCommand } from '../placement/catalog.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import type { Signal } from './signal.ts';

export type InitializeDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly changed: Signal;
  readonly clock: Clock;
  /** Nodes that the seed list names, this one included. */
  readonly seedCount: number;
  /** Resolves when the cluster has a version; it gets one in any case, now or a moment later. */
  readonly agreeOnVersion: (deadline: Deadline) => Promise<void>;
};

export type Initialized = {
  readonly status: 'initialized' | 'already_initialized';
  readonly spaces_assigned: number;
  readonly nodes: number;
};

/** `/internal/v1/initialize`. */
export type InitializeRequest = { readonly expectedNodes: number | null };

export class Initializer {
  readonly #deps: InitializeDeps;
  #running: Promise<Initialized> | null = null;

  constructor(deps: InitializeDeps) {
    this.#deps = deps;
  }

  /** One node does it for all, so that two requests at two nodes cannot found two clusters. */
  async initialize(request: InitializeRequest, deadline: Deadline): Promise<Initialized> {
    const known = this.#known();
    if (known !== null) return known;
    const { peers } = this.#deps;
    const [first = peers.self] = peers.alive();
    if (first === peers.self) return await this.initializeHere(request, deadline);
    const answer = await peers
      .ask(first, initializePath, request, deadline.remainingMs())
      .catch((cause: unknown) => {
        throw unavailable(`\`${first}\`, which founds the cluster, did not: ${sentenceOf(cause)}`);
      });
    // The peer is another node of this program: it answers what `initializeHere` led to.
    const { error, ...rest } = answer as InitializeAnswer;
    if (error !== undefined) throw new ApiError(error.code, error.message);
    return (rest as { readonly initialized: Initialized }).initialized;
  }

  async initializeHere(request: InitializeRequest, deadline: Deadline): Promise<Initialized> {
    this.#running ??= this.#found(request, deadline).finally(() => {
      this.#running = null;
    });
    return await this.#running;
  }

  /** Null while this node belongs to no cluster. */
  #known(): Initialized | null {
    const catalog = this.#deps.groups.catalog?.machine;
    if (catalog === undefined || catalog.clusterId() === null) return null;
    return {
      status: 'already_initialized',
      spaces_assigned: catalog.spaces().length,
      nodes: catalog.nodes().length,
    };
  }

  async #found(request: InitializeRequest, deadline: Deadline): Promise<Initialized> {
    const { peers, groups, seedCount } = this.#deps;
    const alive = peers.alive();
    const expected = request.expectedNodes ?? Math.max(seedCount, 1);
    const known = this.#known();
    if (known !== null) return known;
    if (alive.length !== expected) {
      throw new ApiError(
        'STATE_CONFLICT',
        `Unexpected number of alive members \`${alive.length}\`, expected \`${expected}\`.`,
        { hint: 'Wait until GET /api/v1/cluster/members lists all of them as alive, then repeat.' },
      );
    }
    const copies: CopySet = {
      voters: [peers.self, ...alive.filter((id) => id !== peers.self)],
      learners: [],
    };
    for (const answer of await this.#tellFounders(copies, deadline)) {
      if (answer.cluster !== null) return { status: 'already_initialized', ...answer.cluster };
    }
    groups.found(catalogGroup, copies);
    const initialized = await this.#propose(alive, deadline);
    await this.#deps.agreeOnVersion(deadline);
    return initialized;
  }

  async #tellFounders(copies: CopySet, deadline: Deadline): Promise<readonly FoundAnswer[]> {
    const { peers } = this.#deps;
    const others = copies.voters.filter((node) => node !== peers.self);
    const body = { group: catalogGroup, copies };
    return await Promise.all(
      others.map(async (node) => {
        try {
          return (await peers.ask(node, foundPath, body, deadline.remainingMs())) as FoundAnswer;
        } catch (cause) {
          throw unavailable(`\`${node}\` did not take part: ${sentenceOf(cause)}`);
        }
      }),
    );
  }

  /** Waits for the office of the coordinator, here or elsewhere, and for the first entry of the catalog. */
  async #propose(nodes: readonly NodeId[], deadline: Deadline): Promise<Initialized> {
    const { groups, changed, clock } = this.#deps;
    const at = new Date(clock.wallMs()).toISOString();
    const command: CatalogCommand = { kind: 'initialize', clusterId: randomUUID(), nodes, at };
    while (!deadline.isOver) {
      const status = groups.catalog?.status();
      if (status?.role === 'primary' && status.settled) {
        const proposed = await groups.catalog?.propose(entryTypes.catalogCommand, command);
        const done = proposed?.kind === 'committed' ? this.#known() : null;
        if (done !== null) return { ...done, status: 'initialized' };
      }
      const known = this.#known();
      if (known !== null) return known;
      await changed.wait(25);
    }
    throw unavailable('The founding members did not agree in time');
  }
}

/** What a node answers that was asked to found the cluster: errors of its own belong to the client. */
export type InitializeAnswer =
  | { readonly initialized: Initialized; readonly error?: never }
  | {
      readonly error: {
        readonly code: 'STATE_CONFLICT' | 'MEMORY_CLUSTER_UNAVAILABLE';
        readonly message: string;
      };
    };

function unavailable(reason: string): ApiError {
  return new ApiError('MEMORY_CLUSTER_UNAVAILABLE', `${reason.replace(/\.$/, '')}.`, {
    retryAfterSeconds: 1,
    outcome: 'unknown',
    hint: 'Repeat the request: initializing twice is safe.',
  });
}
