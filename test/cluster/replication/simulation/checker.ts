/**
 * What must be true at every moment of every schedule. It looks from outside: at effects, and at what is really on the
 * simulated disks, never at what a group believes about itself.
 */
import type { Entry } from '../../../../cluster/model/entry.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import { type CopySet, majorityOf } from '../../../../cluster/model/space.ts';

export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

export type Acknowledgement = {
  readonly by: NodeId;
  readonly epoch: number;
  readonly sequence: number;
  readonly memoryId: string;
  readonly proposedAt: number;
  readonly copies: CopySet;
};

export type GroundTruth = {
  /** Epoch of the durable entry at a sequence on a node's disk, null if there is none. */
  readonly durableEpoch: (node: NodeId, sequence: number) => number | null;
  /** When the newest message that has reached `to` from `from` was sent. */
  readonly heardSince: (to: NodeId, from: NodeId) => number;
};

export class Checker {
  /** The one history: every committed entry, by sequence from 1. */
  readonly history: Entry[] = [];
  /** Memory ids that a client was told are safe. */
  readonly acknowledged = new Set<string>();
  readonly #truth: GroundTruth;
  readonly #primaryOf = new Map<number, NodeId>();
  #epochOfLastEntry = 0;

  constructor(truth: GroundTruth) {
    this.#truth = truth;
  }

  /** An epoch has at most one primary. */
  primary(node: NodeId, epoch: number): void {
    const known = this.#primaryOf.get(epoch);
    if (known !== undefined && known !== node) {
      throw new InvariantBroken(`Epoch ${epoch} has two primaries: ${known} and ${node}.`);
    }
    this.#primaryOf.set(epoch, node);
  }

  /** All nodes commit the same entries at the same sequences, and epochs never go back along the log. */
  committed(node: NodeId, entry: Entry): void {
    const known = this.history[entry.sequence - 1];
    if (known === undefined) {
      if (entry.sequence !== this.history.length + 1) {
        throw new InvariantBroken(`${node} committed ${entry.sequence} before its predecessors.`);
      }
      if (entry.epoch < this.#epochOfLastEntry) {
        throw new InvariantBroken(`${node} committed epoch ${entry.epoch} after a newer one.`);
      }
      this.#epochOfLastEntry = entry.epoch;
      this.history.push(entry);
      return;
    }
    if (known.epoch !== entry.epoch || JSON.stringify(known) !== JSON.stringify(entry)) {
      throw new InvariantBroken(
        `${node} committed another entry at ${entry.sequence}: epoch ${entry.epoch}, not ${known.epoch}.`,
      );
    }
  }

  /** Who acknowledges is the epoch's only primary, a majority has spoken to it since, and a majority has it on disk. */
  acknowledge(given: Acknowledgement): void {
    const { by, epoch, sequence, memoryId, proposedAt } = given;
    this.primary(by, epoch);
    const { voters } = given.copies;
    const need = majorityOf(voters.length);
    const durable = voters.filter((node) => this.#truth.durableEpoch(node, sequence) === epoch);
    if (durable.length < need || !durable.includes(by)) {
      throw new InvariantBroken(
        `${by} acknowledged ${memoryId} at ${sequence}, durable only on [${durable.join(', ')}] of [${voters.join(', ')}].`,
      );
    }
    const heard = voters.filter(
      (node) => node === by || this.#truth.heardSince(by, node) >= proposedAt,
    );
    if (heard.length < need) {
      throw new InvariantBroken(`${by} acknowledged ${memoryId} without a majority in reach.`);
    }
    this.acknowledged.add(memoryId);
  }

  /** A read finds what had been acknowledged when it was asked for. */
  read(by: NodeId, acknowledged: readonly string[], has: (memoryId: string) => boolean): void {
    const missing = acknowledged.find((memoryId) => !has(memoryId));
    if (missing === undefined) return;
    throw new InvariantBroken(`${by} answers a read without ${missing}, acknowledged before it.`);
  }

  /** What was acknowledged is there. */
  nothingLost(node: NodeId, has: (memoryId: string) => boolean): void {
    for (const memoryId of this.acknowledged) {
      if (!has(memoryId)) {
        throw new InvariantBroken(`${node} has lost ${memoryId}, which was acknowledged.`);
      }
    }
  }
}
