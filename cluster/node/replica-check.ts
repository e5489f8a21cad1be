/**
 * Compares the memories of each replica here with its primary's, at the same sequence, and takes the primary's state
 * where they differ. Copies that applied the same log are equal, so a difference is damage: of memory, of a disk, by a hand.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CopyRoot,
  type CopyState,
  copyRootPath,
  copyStatePath,
  isCopyState,
} from '../api/internal-gossip.ts';
import { sentenceOf } from '../errors.ts';
import type { GossipCounters } from '../gossip/counters.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { createStore } from '../store/store.ts';
import type { Groups, SpaceHost } from './groups.ts';
import type { Peers } from './peers.ts';
import { rootAt } from './root-at.ts';

export type ReplicaCheckDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: GossipCounters;
};

const rootMs = 2_000;
const stateMs = 10_000;

export class ReplicaCheck {
  readonly #deps: ReplicaCheckDeps;
  #running: Promise<void> | null = null;

  constructor(deps: ReplicaCheckDeps) {
    this.#deps = deps;
  }

  /** All spaces, one after the other. Never rejects, never overlaps with itself. */
  run(): Promise<void> {
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** What this node answers about its copy. */
  async answerRoot(space: SpaceId): Promise<CopyRoot> {
    const host = this.#deps.groups.spaces.get(space);
    if (host === undefined) return null;
    await prepareRoot(host);
    // Meanwhile it may have become one.
    if (host.status().role === 'learner') return null;
    return { applied: host.machine.applied(), root: host.machine.rootHash() };
  }

  /** What this node answers as the primary. */
  answerState(space: SpaceId): CopyState {
    const host = this.#deps.groups.spaces.get(space);
    if (host?.isSettledPrimary !== true) return null;
    const { position, copies, state } = host.image();
    // Committed and applied are the same between two turns of the event loop.
    if (position.sequence !== host.machine.applied()) return null;
    const root = host.machine.rootHash();
    return { epoch: host.status().epoch, position, copies, root, state };
  }

  async #runOnce(): Promise<void> {
    const { groups, logger } = this.#deps;
    for (const host of [...groups.spaces.values()]) {
      try {
        await this.#check(host);
      } catch (thrown) {
        logger.debug('replica-check-broken-off', {
          memory_space: host.id,
          reason: sentenceOf(thrown),
        });
      }
    }
  }

  async #check(host: SpaceHost): Promise<void> {
    const { peers, counters, logger, clock } = this.#deps;
    const { role, primary } = host.status();
    if (role !== 'replica' || primary === null || !peers.alive().includes(primary)) return;
    const [theirs] = await Promise.all([this.#askRoot(primary, host.id), prepareRoot(host)]);
    if (theirs === null) return;
    // The primary is ahead by what is on its way: compare when this copy has got there.
    const own = await rootAt(host, theirs.applied, clock, rootMs);
    if (own === null || own === theirs.root) return;
    counters.memoryMismatches += 1;
    logger.error('copy-differs', {
      memory_space: host.id,
      member: primary,
      sequence: theirs.applied,
      own_root: own,
      expected_root: theirs.root,
    });
    await this.#repair(host, primary);
  }

  /** Takes the primary's state, unless more copies agree with this one than with the primary. */
  async #repair(host: SpaceHost, primary: NodeId): Promise<void> {
    const { peers, counters, logger } = this.#deps;
    const { voters } = host.status().copies;
    const others = voters.filter((node) => node !== primary && node !== peers.self);
    const roots = await Promise.all(
      [primary, ...others].map((node) => this.#askRoot(node, host.id).catch(() => null)),
    );
    const own = { applied: host.machine.applied(), root: host.machine.rootHash() };
    const [theirs = null] = roots;
    if (theirs === null || theirs.applied !== own.applied || theirs.root === own.root) return;
    if (countEqual(roots, theirs) < countEqual([...roots, own], own)) {
      logger.error('primary-differs', { memory_space: host.id, member: primary });
      return;
    }
    const body = { space: host.id };
    const given = await peers.ask(primary, copyStatePath, body, stateMs, 'bulk');
    if (given === null) return;
    // It replaces what is on the disk, where nothing may get that this node could not start with.
    if (!isCopyState(given)) {
      const reason = `\`${primary}\` sent a state of \`${host.id}\` that is none.`;
      logger.error('impossible-message', { member: primary, memory_space: host.id, reason });
      return;
    }
    const scratch = createStore();
    scratch.restore(given.state, given.position.sequence);
    if (scratch.rootHash() !== given.root) {
      logger.error('state-damaged-on-the-way', { memory_space: host.id, member: primary });
      return;
    }
    host.reinstall(given);
    if (host.machine.rootHash() !== given.root) return;
    counters.memoryRepairs += 1;
    logger.info('copy-repaired', {
      operation: 'repair',
      memory_space: host.id,
      member: primary,
      sequence: given.position.sequence,
    });
  }

  async #askRoot(node: NodeId, space: SpaceId): Promise<CopyRoot> {
    // The peer is another node of this program: it answers what `answerRoot` returns.
    return (await this.#deps.peers.ask(
      node,
      copyRootPath,
      { space },
      rootMs,
      'gossip',
    )) as CopyRoot;
  }
}

/** A step in each turn of the event loop: the root of a space with many changes must not keep its clients waiting. */
async function prepareRoot({ machine }: SpaceHost): Promise<void> {
  for (const _ of machine.rootSteps()) await nextTurn();
}

function countEqual(roots: readonly CopyRoot[], wanted: NonNullable<CopyRoot>): number {
  return roots.filter((one) => one?.applied === wanted.applied && one.root === wanted.root).length;
}
