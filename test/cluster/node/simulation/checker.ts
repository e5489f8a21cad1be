/**
 * What must be true at every moment of every schedule. It looks from outside: at answers to clients, at what nodes say in
 * their logs, and at what is really durable on their disks.
 */
import type { GroupId, NodeId, SpaceId } from '../../../../cluster/model/ids.ts';
import { majorityOf } from '../../../../cluster/model/space.ts';
import { copiesAt, type DurableLog, hasEntry } from './logs.ts';

export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

export type Acknowledgement = {
  readonly space: SpaceId;
  readonly epoch: number;
  readonly sequence: number;
  readonly id: string;
};

export type DurableLogs = ReadonlyMap<NodeId, ReadonlyMap<GroupId, DurableLog>>;

/** A majority of three copies. */
const durableMin = 2;

export class Checker {
  readonly #primaries = new Map<string, NodeId>();
  /** Committed entries as text, by group and sequence. */
  readonly #history = new Map<GroupId, Map<number, string>>();
  /** What was acknowledged, by space and sequence. */
  readonly #acknowledged = new Map<SpaceId, Map<number, Acknowledgement>>();
  /** The one of the highest sequence, by space. */
  readonly #newest = new Map<SpaceId, Acknowledgement>();
  /** Nodes that the cluster has forgotten. */
  readonly #forgotten = new Set<NodeId>();

  /** An epoch of a group has at most one primary. */
  primary(node: NodeId, group: GroupId, epoch: number): void {
    const key = `${group} ${epoch}`;
    const known = this.#primaries.get(key);
    if (known !== undefined && known !== node) {
      throw new InvariantBroken(`Epoch ${epoch} of ${group} has two primaries: ${known}, ${node}.`);
    }
    this.#primaries.set(key, node);
  }

  get epochs(): number {
    return this.#primaries.size;
  }

  forgotten(node: NodeId): void {
    this.#forgotten.add(node);
  }

  remembered(node: NodeId): void {
    this.#forgotten.delete(node);
  }

  /** What is acknowledged is durable on more than one node. */
  durable(id: string, nodes: readonly NodeId[]): void {
    if (nodes.length >= durableMin) return;
    throw new InvariantBroken(`${id} was acknowledged, durable only on [${nodes.join(', ')}].`);
  }

  /** Each place in a log is given to one write. */
  acknowledged(given: Acknowledgement): void {
    const { space, sequence, epoch, id } = given;
    const places = this.#acknowledged.get(space) ?? new Map<number, Acknowledgement>();
    this.#acknowledged.set(space, places);
    const known = places.get(sequence);
    if (known !== undefined && (known.id !== id || known.epoch !== epoch)) {
      throw new InvariantBroken(`${id} and ${known.id} both have place ${sequence} of ${space}.`);
    }
    places.set(sequence, given);
    const newest = this.#newest.get(space);
    if (newest === undefined || newest.sequence < sequence) this.#newest.set(space, given);
  }

  /**
   * Committed entries are the same everywhere, and what was acknowledged cannot be outvoted. `lost`: burnt down, so they
   * lack everything and vote no more.
   */
  logs(nodes: DurableLogs, lost: ReadonlySet<NodeId>): void {
    for (const [node, logs] of nodes)
      for (const [group, log] of logs) this.#committed(node, group, log);
    const groups = new Set([...nodes.values()].flatMap((logs) => [...logs.keys()]));
    for (const group of groups) this.#copies(group, nodes, lost);
  }

  #committed(node: NodeId, group: GroupId, { entries, commit }: DurableLog): void {
    const history = this.#history.get(group) ?? new Map<number, string>();
    this.#history.set(group, history);
    for (const entry of entries) {
      if (entry.sequence > commit) return;
      const text = JSON.stringify(entry);
      const known = history.get(entry.sequence);
      if (known !== undefined && known !== text) {
        throw new InvariantBroken(
          `${node} has committed ${text} in ${group}, where another copy has ${known}.`,
        );
      }
      history.set(entry.sequence, text);
    }
  }

  /** No majority of the copies could come together without the newest acknowledged write of the space. */
  #copies(group: GroupId, nodes: DurableLogs, lost: ReadonlySet<NodeId>): void {
    const last = this.#newest.get(group);
    if (last === undefined) return;
    const whole = [...nodes].flatMap(([node, logs]) => {
      const log = logs.get(group);
      return log !== undefined && hasEntry(log, last) ? [{ node, log }] : [];
    });
    const [newest] = whole.toSorted((left, right) => right.log.commit - left.log.commit);
    if (newest === undefined) {
      throw new InvariantBroken(
        `Nobody has ${last.id}, acknowledged at ${last.sequence} of ${group}.`,
      );
    }
    const committed = Math.max(newest.log.commit, last.sequence);
    const { voters } = copiesAt(newest.log, committed);
    // Disks learn late what is committed: whom the log does not state any more is as good as removed.
    const stated = copiesAt(newest.log, Number.POSITIVE_INFINITY).voters;
    const forgotten = voters.filter((node) => stated.includes(node) && this.#forgotten.has(node));
    if (forgotten.length > 0) {
      throw new InvariantBroken(
        `${group} counts on [${forgotten.join(', ')}], which is forgotten.`,
      );
    }
    // A change of the copies that is under way counts already where it was asked for: one copy more or fewer.
    const without = voters.filter(
      (voter) => !lost.has(voter) && whole.every(({ node }) => node !== voter),
    );
    if (without.length >= majorityOf(voters.length)) {
      throw new InvariantBroken(
        `Of the copies [${voters.join(', ')}] of ${group} the majority [${without.join(', ')}] lacks ${last.id}, acknowledged at ${last.sequence}.`,
      );
    }
  }
}
