/** What a primary does: append, send, count, commit; and give the office up when it cannot commit any more. */
import { type Entry, entryTypes, laterHlc, nextHlc, startHlc } from '../model/entry.ts';
import type { NodeId } from '../model/ids.ts';
import { majorityOf } from '../model/space.ts';
import { newConfirmation } from './confirmation.ts';
import { changeCopies } from './copies.ts';
import type { GroupCore, PrimaryOffice } from './core.ts';
import type { RefusalReason } from './effect.ts';
import { ImpossibleMessage } from './impossible-message.ts';
import type { CopyChange, Proposal } from './input.ts';
import type { AppendAnswer } from './message.ts';
import { newProgress, noteAgreement, noteDisagreement, type Progress } from './progress.ts';
import { replicateTo, replicateToAll } from './stream.ts';

type Command = Omit<Proposal, 'token'> & { readonly token: number | null };

export function becomePrimary(core: GroupCore): void {
  const last = core.log.last.sequence;
  const progress = new Map<NodeId, Progress>();
  const office: PrimaryOffice = {
    kind: 'primary',
    since: core.time,
    firstSequence: last + 1,
    progress,
    tokens: new Map(),
    early: new Set(),
    confirmation: newConfirmation(),
    hasCalledHeir: false,
    handOver: null,
  };
  core.office = office;
  core.primary = core.self;
  for (const node of core.peers()) progress.set(node, newProgress(last));
  // Only entries of the own epoch commit by counting, so a new primary writes one at once.
  append(core, office, [{ token: null, type: entryTypes.checkpoint, payload: core.log.copies }]);
}

export function propose(core: GroupCore, proposals: readonly Proposal[]): void {
  const { office } = core;
  const reason = refusal(core, proposals.length);
  if (office.kind !== 'primary' || reason !== null) {
    for (const { token } of proposals) refuse(core, token, reason ?? 'not-primary');
    return;
  }
  append(core, office, proposals);
}

export function proposeCopies(core: GroupCore, token: number, change: CopyChange): void {
  const { office } = core;
  const reason = refusal(core, 1);
  if (office.kind !== 'primary' || reason !== null) {
    refuse(core, token, reason ?? 'not-primary');
    return;
  }
  // Two overlapping changes could have majorities that do not overlap; and the copies that a predecessor stated are only
  // known to be the newest once an entry of the own epoch is committed.
  if (core.commit < Math.max(core.log.copiesSequence, office.firstSequence)) {
    refuse(core, token, 'change-running');
    return;
  }
  const copies = changeCopies(core.log.copies, change);
  if (copies === null) {
    refuse(core, token, 'pointless');
    return;
  }
  if (change.kind === 'promote' && !hasCaughtUp(core, office, change.node)) {
    refuse(core, token, 'lagging');
    return;
  }
  append(core, office, [{ token, type: entryTypes.checkpoint, payload: copies }]);
}

export function receiveAppendAnswer(core: GroupCore, message: AppendAnswer): void {
  const { office } = core;
  if (message.epoch > core.promised.epoch) {
    core.enterEpoch(message.epoch);
    return;
  }
  if (office.kind !== 'primary' || message.epoch < core.promised.epoch) return;
  const progress = office.progress.get(message.from);
  if (progress === undefined) return;
  const { last } = core.log;
  if (message.agreed && message.sequence > last.sequence) {
    throw new ImpossibleMessage(
      `\`${message.from}\` agrees to entry \`${message.sequence}\` of \`${core.id}\`, the last one is \`${last.sequence}\`.`,
    );
  }
  if (message.agreed) {
    tellLag(core, office, message, progress);
    noteAgreement(progress, message.sequence, core.time);
  } else noteDisagreement(progress, message.sequence, core.time);
  advanceCommit(core);
  replicateTo(core, office, message.from, progress);
  finishHandOver(core);
}

function tellLag(
  core: GroupCore,
  { firstSequence }: PrimaryOffice,
  { from: by, sequence }: AppendAnswer,
  { matched }: Progress,
): void {
  // What stood in the log before the office began was written by somebody else.
  const oldest = core.log.entryAt(Math.max(matched, firstSequence - 1) + 1);
  if (oldest === null || oldest.sequence > sequence || !core.log.copies.voters.includes(by)) return;
  const lagMs = Math.max(core.now.wallMs - oldest.hlc.wallMs, 0);
  core.out.push({ kind: 'copy-acknowledged', by, lagMs });
}

/** Commits what a majority of the voters, this primary among them, has durably. */
export function advanceCommit(core: GroupCore): void {
  const { office } = core;
  if (office.kind !== 'primary') return;
  const { voters } = core.log.copies;
  const durable = voters
    .map((node) =>
      node === core.self ? core.out.durable : (office.progress.get(node)?.matched ?? 0),
    )
    .sort((left, right) => right - left);
  const byMajority = durable[majorityOf(voters.length) - 1] ?? 0;
  const sequence = Math.min(byMajority, core.out.durable);
  if (sequence <= core.commit || core.log.epochAt(sequence) !== core.promised.epoch) return;
  core.commitTo(sequence);
  dropFormerPeers(core, office);
  if (!core.isVoter && core.log.copiesSequence <= core.commit) {
    core.becomeReplica(null);
    return;
  }
  replicateToAll(core, office);
}

/** With `ackMode` async: acknowledges what this copy alone has durably. */
export function acknowledgeEarly(core: GroupCore): void {
  const { office } = core;
  if (office.kind !== 'primary') return;
  for (const sequence of office.early) {
    if (sequence > core.out.durable) return;
    office.early.delete(sequence);
    const token = office.tokens.get(sequence);
    if (token === undefined || !office.tokens.delete(sequence)) continue;
    const position = { epoch: core.promised.epoch, sequence };
    core.conclude(token, { kind: 'accepted', position });
  }
}

/** Gives the office up when no majority has answered for `primarySilenceMs`: others may have a primary by now. */
export function checkMajority(core: GroupCore): void {
  const { office } = core;
  if (office.kind !== 'primary' || core.time < majoritySilentAt(core, office)) return;
  core.becomeReplica(null);
  core.heardAt = Number.NEGATIVE_INFINITY;
}

/** When no majority will have answered for `primarySilenceMs`, if nobody answers any more. */
export function majoritySilentAt(core: GroupCore, office: PrimaryOffice): number {
  const { voters } = core.log.copies;
  const heard = voters
    .map((node) =>
      node === core.self
        ? Number.POSITIVE_INFINITY
        : (office.progress.get(node)?.answeredAt ?? Number.NEGATIVE_INFINITY),
    )
    .sort((left, right) => (left === right ? 0 : right - left));
  const byMajority = heard[majorityOf(voters.length) - 1] ?? Number.NEGATIVE_INFINITY;
  return Math.max(office.since, byMajority) + core.timing.primarySilenceMs;
}

/** Stops taking commands and asks `to` (or the most advanced copy) to campaign as soon as it has everything. */
export function startHandOver(core: GroupCore, to: NodeId | null): void {
  const { office } = core;
  if (office.kind !== 'primary') return;
  const able = core
    .otherVoters()
    .filter((node) => (to ?? node) === node && !core.isGone(node) && !core.isDraining(node))
    .filter((node) => hasCaughtUp(core, office, node))
    .sort((left, right) => matched(office, right) - matched(office, left));
  const [heir] = able;
  if (heir === undefined) return;
  office.handOver = { to: heir, until: core.time + core.timing.primarySilenceMs };
  finishHandOver(core);
}

export function finishHandOver(core: GroupCore): void {
  const { office } = core;
  if (office.kind !== 'primary' || office.handOver === null) return;
  const { to, until } = office.handOver;
  if (core.time >= until) office.handOver = null;
  else if (matched(office, to) === core.log.last.sequence) {
    office.hasCalledHeir = true;
    core.out.sendWhenDurable(to, { ...core.head(), kind: 'hand-over' });
  }
}

function append(core: GroupCore, office: PrimaryOffice, commands: readonly Command[]): void {
  const entries: Entry[] = [];
  let { sequence } = core.log.last;
  let hlc = core.log.lastHlc;
  const isAsync = core.limits.ackMode === 'async';
  for (const { token, type, payload, after, early } of commands) {
    sequence += 1;
    hlc = nextHlc(laterHlc(hlc, after ?? startHlc), core.now.wallMs);
    entries.push({ epoch: core.promised.epoch, sequence, hlc, type, payload });
    if (token !== null) office.tokens.set(sequence, token);
    if (isAsync && early === true) office.early.add(sequence);
  }
  core.log.append(entries);
  core.out.persistEntries(entries);
  for (const node of core.peers()) {
    if (!office.progress.has(node)) office.progress.set(node, newProgress(sequence));
  }
  replicateToAll(core, office);
}

function refusal(core: GroupCore, count: number): RefusalReason | null {
  const { office } = core;
  if (office.kind !== 'primary') return 'not-primary';
  if (office.handOver !== null) return 'handing-over';
  const { voters } = core.log.copies;
  const present = voters.filter((node) => !core.isGone(node)).length;
  if (present < majorityOf(voters.length)) return 'no-quorum';
  const waiting = core.log.last.sequence - core.commit;
  return waiting + count > core.limits.uncommittedMax ? 'overloaded' : null;
}

function refuse(core: GroupCore, token: number, reason: RefusalReason): void {
  const primary = core.primary;
  core.conclude(token, { kind: 'refused', reason, primary });
}

function hasCaughtUp(core: GroupCore, office: PrimaryOffice, node: NodeId): boolean {
  const progress = office.progress.get(node);
  return (
    progress?.mode === 'streaming' &&
    core.commit - progress.matched <= core.limits.caughtUpEntriesMax
  );
}

/** A removed copy is served until its removal is committed, so that it usually learns of it. */
function dropFormerPeers(core: GroupCore, office: PrimaryOffice): void {
  if (core.log.copiesSequence > core.commit) return;
  const peers = core.peers();
  for (const node of office.progress.keys()) {
    if (!peers.includes(node)) office.progress.delete(node);
  }
}

function matched(office: PrimaryOffice, node: NodeId): number {
  return office.progress.get(node)?.matched ?? 0;
}
