/** Orders that a single node must carry out itself: draining and stopping. Any node passes them on to it. */
import type { Deadline } from '../api/deadline.ts';
import { nodeOrderPath } from '../api/internal.ts';
import { ApiError, sentenceOf } from '../errors.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { isReachable, type Member } from '../model/member.ts';
import {
  type Drain,
  type DrainStatus,
  judgeDrain,
  requireHeirs,
  spacesWithoutHeir,
} from './drain.ts';
import type { Groups } from './groups.ts';
import type { DrainRecord } from './identity.ts';
import type { InFlight } from './in-flight.ts';
import { isSafeToStop } from './node-view.ts';
import type { PartitionView } from './partition.ts';
import type { Peers } from './peers.ts';
import { fromRemoteAnswer, type RemoteAnswer, toRemoteAnswer } from './remote-answer.ts';
import type { SpaceView } from './space-view.ts';

/**
 * `retire` drains a node that will lose its copies and its vote before it stops, so the votes of today do not matter: where
 * one copy is enough, the last but one node can go.
 */
export type NodeOrder =
  | 'drain'
  | 'undrain'
  | 'drain-status'
  | 'stop'
  /** The id of the decommission. */
  | { readonly retire: string };

export type DrainReport = DrainStatus & {
  readonly safeToStop: boolean;
  /** The newest drain, over or not; null if there never was one. */
  readonly drain: DrainRecord | null;
  /** Spaces whose office nobody can take over now. */
  readonly withoutHeir: readonly SpaceId[];
};

export type NodeOrdersDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly drain: Drain;
  readonly inFlight: InFlight;
  readonly partition: () => PartitionView;
  readonly viewSpaces: () => Promise<readonly SpaceView[]>;
  readonly requestStop: () => void;
};

/** Of a node that has left: it holds nothing any more. */
const leftReport: DrainReport = {
  state: 'drained',
  inFlight: 0,
  primariesRemaining: 0,
  isCoordinator: false,
  lagSequences: 0,
  safeToStop: true,
  drain: null,
  withoutHeir: [],
};

export class NodeOrders {
  readonly #deps: NodeOrdersDeps;

  constructor(deps: NodeOrdersDeps) {
    this.#deps = deps;
  }

  /** Has the node carry the order out, and gives what it reports about its drain; throws its refusal. */
  async give(node: NodeId, order: NodeOrder, deadline: Deadline): Promise<DrainReport> {
    const { peers } = this.#deps;
    const member = this.member(node);
    if (node === peers.self) return await this.carryOut(order);
    if (!isReachable(member)) {
      throw new ApiError(
        'STATE_CONFLICT',
        `\`${node}\` is \`${member.state}\`, expected \`alive\`.`,
        {
          hint: 'Start the node, or wait until it answers again, then repeat.',
        },
      );
    }
    const answer = await peers
      .ask(node, nodeOrderPath, { order }, deadline.remainingMs())
      .catch((cause: unknown) => {
        const hasLeft = peers.members().some(({ id, state }) => id === node && state === 'left');
        if (order === 'stop' && hasLeft) return { answer: leftReport };
        const message = `\`${node}\` did not answer: ${sentenceOf(cause)}`;
        throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', message, {
          retryAfterSeconds: 1,
          outcome: 'unknown',
          cause,
        });
      });
    // The peer is another node of this program: it answers what `answer` below returns.
    return fromRemoteAnswer(answer as RemoteAnswer<DrainReport>);
  }

  /** Ends the drain of a node that shall stay. True if it is drained all the same: it is not alive to be told. */
  async keep(node: NodeId, deadline: Deadline): Promise<boolean> {
    const member = this.member(node);
    if (!isReachable(member)) return member.draining;
    return (await this.give(node, 'undrain', deadline)).state !== 'none';
  }

  answer(order: NodeOrder): Promise<RemoteAnswer<DrainReport>> {
    return toRemoteAnswer(() => this.carryOut(order));
  }

  async carryOut(order: NodeOrder): Promise<DrainReport> {
    const { drain, requestStop } = this.#deps;
    if (typeof order !== 'string') {
      const { peers, viewSpaces } = this.#deps;
      if (!drain.isOn) requireHeirs(peers.self, await viewSpaces(), peers.members());
      await drain.begin(order.retire);
      return await this.#report();
    }
    switch (order) {
      case 'drain':
        if (!drain.isOn) await this.#requireDispensable();
        await drain.begin(null);
        break;
      case 'undrain':
        await drain.end();
        break;
      case 'stop': {
        const report = await this.#report();
        // The answer goes first: what the node says when it leaves would else cut the connection that waits for it.
        setImmediate(requestStop);
        return report;
      }
      case 'drain-status':
        break;
    }
    return await this.#report();
  }

  /** The row of a node in the member list; a 404 if there is none. */
  member(node: NodeId): Member {
    const member = this.#deps.peers.members().find(({ id }) => id === node);
    if (member !== undefined) return member;
    throw new ApiError('RESOURCE_NOT_FOUND', `Unexpected node \`${node}\`, expected a member.`);
  }

  async #report(): Promise<DrainReport> {
    const { groups, drain, inFlight, partition, peers, viewSpaces } = this.#deps;
    const hosts = groups.hosts().map((host) => ({ id: host.id, status: host.status() }));
    const status = judgeDrain(drain.isOn, inFlight.count, hosts);
    const isDrained = status.state === 'drained';
    const isWaiting = status.state === 'draining' && status.primariesRemaining > 0;
    const spaces = isDrained || isWaiting ? await viewSpaces() : [];
    return {
      ...status,
      safeToStop: isDrained && isSafeToStop(peers.self, partition(), spaces),
      drain: drain.record,
      withoutHeir: isWaiting ? spacesWithoutHeir(peers.self, spaces, peers.members()) : [],
    };
  }

  /** Throws if the cluster or a space could not do without this node. */
  async #requireDispensable(): Promise<void> {
    const { peers, partition, viewSpaces } = this.#deps;
    const spaces = await viewSpaces();
    requireHeirs(peers.self, spaces, peers.members());
    if (isSafeToStop(peers.self, partition(), spaces)) return;
    throw new ApiError(
      'STATE_CONFLICT',
      `Without \`${peers.self}\` the cluster or a space would be below its majority.`,
      {
        hint: 'See GET /api/v1/cluster/replication/status for what is missing, mend it, then repeat.',
      },
    );
  }
}
