/** What a group can tell about itself, for the API and the metrics. */
import { compareIds, type NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';
import type { GroupCore, PrimaryOffice } from './core.ts';
import type { Role } from './effect.ts';
import type { Now } from './input.ts';

export type GroupStatus = {
  readonly role: Role;
  readonly epoch: number;
  readonly primary: NodeId | null;
  /** In force now, that is as appended. */
  readonly copies: CopySet;
  /** False while the change that led to `copies` is not committed yet: it may still be undone. */
  readonly copiesSettled: boolean;
  /** Sequence of that change. */
  readonly copiesSequence: number;
  /** Highest sequence in the log, committed or not. */
  readonly lastSequence: number;
  /** Epoch of the entry there. */
  readonly lastEpoch: number;
  readonly commit: number;
  /** Known durable on this node's disk. */
  readonly durable: number;
  /** True while this primary has committed something in its epoch: it then knows every acknowledged write. */
  readonly settled: boolean;
  /** Only on the primary: one row per other copy, sorted by id. */
  readonly peers: readonly PeerStatus[];
};

export type PeerStatus = {
  readonly node: NodeId;
  readonly learner: boolean;
  /** Durable there and equal to the primary's log, as far as the primary has heard. */
  readonly matched: number;
  readonly lagSequences: number;
  /** Age of the oldest entry that is missing there, seconds; 0 when it has all. */
  readonly lagSeconds: number;
  /** Milliseconds since its last answer; null if it has not answered in this term of office. */
  readonly lastAnswerMsAgo: number | null;
  /** It has answered within `primarySilenceMs`. */
  readonly answering: boolean;
};

/** This copy is the primary and has committed something in its epoch. */
export function isSettled({ office, commit }: GroupCore): boolean {
  return office.kind === 'primary' && commit >= office.firstSequence;
}

export function statusOf(core: GroupCore, now: Now): GroupStatus {
  const { office, log, out } = core;
  return {
    role: core.role,
    epoch: core.promised.epoch,
    primary: core.primary,
    copies: log.copies,
    copiesSettled: log.copiesSequence <= core.commit,
    copiesSequence: log.copiesSequence,
    lastSequence: log.last.sequence,
    lastEpoch: log.last.epoch,
    commit: core.commit,
    durable: out.durable,
    settled: isSettled(core),
    peers: office.kind === 'primary' ? peersOf(core, office, now) : [],
  };
}

function peersOf(core: GroupCore, office: PrimaryOffice, now: Now): readonly PeerStatus[] {
  const { log } = core;
  return [...office.progress]
    .map(([node, { matched, answeredAt }]) => {
      const missing = log.entryAt(Math.max(matched, log.base.sequence) + 1);
      const lagMs = missing === null ? 0 : Math.max(now.wallMs - missing.hlc.wallMs, 0);
      const silentMs = answeredAt === null ? null : now.monotonicMs - answeredAt;
      return {
        node,
        learner: log.copies.learners.includes(node),
        matched,
        lagSequences: log.last.sequence - matched,
        lagSeconds: lagMs / 1_000,
        lastAnswerMsAgo: silentMs,
        answering: silentMs !== null && silentMs < core.timing.primarySilenceMs,
      };
    })
    .sort((left, right) => compareIds(left.node, right.node));
}
