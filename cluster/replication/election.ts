/**
 * Who becomes primary. Three steps, of which only the second binds anybody:
 *
 * 1. *Canvass*: a copy whose primary is gone asks the others whether they would vote for it. They tell how far their own
 *    logs go, so that the most advanced copy campaigns first and the others wait for their turn.
 * 2. *Campaign*: it promises itself a new epoch, durably, and asks for votes. A vote is a durable promise, at most one an
 *    epoch, and only for a log at least as advanced as the voter's: what a majority has is never left behind. Who has
 *    just confirmed the primary keeps its vote for a while, for the reads that the primary answers meanwhile
 *    (`lease.ts`); unless the primary has called the asker itself.
 * 3. With a majority of votes it is primary.
 */
import { comparePositions } from '../model/entry.ts';
import { compareIds } from '../model/ids.ts';
import type { Canvassing, GroupCore } from './core.ts';
import type { Canvass, CanvassAnswer, HandOver, VoteAnswer, VoteRequest } from './message.ts';
import { becomePrimary, startHandOver } from './primary.ts';

/** Starts or repeats a canvass when it is time. To be called on every tick and when SWIM has news. */
export function considerElection(core: GroupCore): void {
  const { office } = core;
  if (office.kind === 'primary') {
    // A drain moves every office away; without an heir that has caught up it is tried again at the next tick.
    if (core.isDraining(core.self) && office.handOver === null) startHandOver(core, null);
    return;
  }
  if (!core.isVoter) return;
  if (office.kind === 'replica') {
    if (isPrimaryLost(core)) canvass(core, core.time);
    return;
  }
  if (core.time >= office.retryAt) {
    canvass(core, office.kind === 'canvassing' ? office.since : core.time);
    return;
  }
  if (office.kind === 'canvassing') campaignIfReady(core, office);
}

export function receiveCanvass(core: GroupCore, message: Canvass): void {
  const { from, position } = message;
  const newer = message.epoch > core.promised.epoch;
  if (newer && from === core.primary) core.becomeReplica(null); // a primary that canvasses is none any more
  const behind = comparePositions(position, core.log.last) < 0;
  const free = !hearsPrimary(core);
  core.out.send(from, {
    ...core.head(),
    kind: 'canvass-answer',
    epoch: message.epoch,
    granted: newer && free && !behind && !core.isLoyalAgainst(from),
    position: core.log.last,
    promised: core.promised.epoch,
  });
  if (core.office.kind === 'canvassing') core.office.positions.set(from, position);
  // Whoever is ahead of the asker need not wait for its own clock to say that the primary is gone.
  if (newer && free && behind && core.office.kind === 'replica' && core.isVoter) {
    canvass(core, core.time);
  }
}

export function receiveCanvassAnswer(core: GroupCore, message: CanvassAnswer): void {
  const { office } = core;
  if (office.kind !== 'canvassing') return;
  if (message.promised > core.promised.epoch) {
    core.enterEpoch(message.promised);
    canvass(core, office.since);
    return;
  }
  if (message.epoch !== core.promised.epoch + 1) return;
  office.positions.set(message.from, message.position);
  if (message.granted) office.grants.add(message.from);
  campaignIfReady(core, office);
}

export function receiveVoteRequest(core: GroupCore, message: VoteRequest): void {
  const { epoch, from, position } = message;
  if (core.isLoyalAgainst(from) && message.called !== true) {
    // Not even the epoch is entered: the primary would lose its office for somebody who cannot have it yet.
    core.out.send(from, { ...core.head(), kind: 'vote-answer', granted: false });
    return;
  }
  if (epoch > core.promised.epoch) core.enterEpoch(epoch);
  const { votedFor } = core.promised;
  const free = votedFor === null || votedFor === from;
  const granted =
    epoch === core.promised.epoch &&
    free &&
    core.primary === null &&
    comparePositions(position, core.log.last) >= 0;
  if (granted && votedFor === null) {
    core.promise({ epoch, votedFor: from });
  }
  if (granted) core.heardAt = core.time;
  core.out.sendWhenDurable(from, { ...core.head(), kind: 'vote-answer', granted });
}

export function receiveVoteAnswer(core: GroupCore, message: VoteAnswer): void {
  const { office } = core;
  if (message.epoch > core.promised.epoch) {
    core.enterEpoch(message.epoch);
    return;
  }
  if (office.kind !== 'candidate' || message.epoch < core.promised.epoch) return;
  if (!message.granted) return;
  office.votes.add(message.from);
  if (message.from === core.self) {
    // The others' disks may be as slow as the own one: a new campaign before their votes are durable would void them,
    // and so on for ever.
    office.retryAt = Math.max(retryTime(core), core.time + 2 * (core.time - office.since));
  }
  if (core.isMajority(office.votes)) becomePrimary(core);
}

/** The primary wants this copy to follow it, so there is nobody to ask first. */
export function receiveHandOver(core: GroupCore, message: HandOver): void {
  const expected = message.epoch === core.promised.epoch && message.from === core.primary;
  if (expected && core.isVoter) campaign(core, { called: true });
}

function canvass(core: GroupCore, since: number): void {
  core.primary = null;
  const office: Canvassing = {
    kind: 'canvassing',
    grants: new Set([core.self]),
    positions: new Map(),
    since,
    retryAt: retryTime(core),
  };
  core.office = office;
  const epoch = core.promised.epoch + 1;
  for (const node of core.otherVoters()) {
    core.out.send(node, { ...core.head(), kind: 'canvass', epoch, position: core.log.last });
  }
  campaignIfReady(core, office);
}

/** When `considerElection` has something to do next, if nothing else happens. */
export function electionDueAt(core: GroupCore): number {
  const { office, timing } = core;
  if (office.kind === 'primary') {
    const wantsAnHeir = core.isDraining(core.self) && office.handOver === null;
    return wantsAnHeir ? core.time : Number.POSITIVE_INFINITY;
  }
  if (!core.isVoter) return Number.POSITIVE_INFINITY;
  switch (office.kind) {
    case 'replica':
      return isPrimaryLost(core) ? core.time : core.heardAt + timing.primarySilenceMs;
    case 'candidate':
      return office.retryAt;
    case 'canvassing':
      return Math.min(office.retryAt, campaignAt(core, office));
  }
}

function campaignIfReady(core: GroupCore, office: Canvassing): void {
  if (core.time >= campaignAt(core, office)) campaign(core, {});
}

/** When it is this copy's turn: the most advanced one that was granted a campaign goes first. */
function campaignAt(core: GroupCore, office: Canvassing): number {
  if (!core.isMajority(office.grants)) return Number.POSITIVE_INFINITY;
  const ahead = [...office.positions].filter(([node, position]) => {
    if (core.isGone(node)) return false;
    const order = comparePositions(position, core.log.last);
    return order > 0 || (order === 0 && compareIds(node, core.self) < 0);
  });
  // A copy that is being drained would have to hand the office on: it comes after all others.
  const turn = ahead.length + (core.isDraining(core.self) ? core.log.copies.voters.length : 0);
  const turnAt = office.since + turn * core.timing.staggerMs;
  return core.isLoyalAgainst(core.self) ? Math.max(turnAt, core.loyalUntil) : turnAt;
}

function campaign(core: GroupCore, called: Pick<VoteRequest, 'called'>): void {
  core.promise({ epoch: core.promised.epoch + 1, votedFor: core.self });
  core.primary = null;
  core.office = {
    kind: 'candidate',
    votes: new Set(),
    since: core.time,
    retryAt: Number.POSITIVE_INFINITY,
  };
  const position = core.log.last;
  for (const node of core.otherVoters()) {
    core.out.sendWhenDurable(node, { ...core.head(), kind: 'vote-request', position, ...called });
  }
  core.out.sendWhenDurable(core.self, { ...core.head(), kind: 'vote-answer', granted: true });
}

/** Nobody is primary here: nobody was yet, SWIM says it is gone, or it has been silent for too long. */
function isPrimaryLost(core: GroupCore): boolean {
  if (core.primary !== null && core.isGone(core.primary)) return true;
  if (core.time - core.heardAt >= core.timing.primarySilenceMs) return true;
  if (core.primary !== null) return false;
  // Two copies need not wait: the preferred primary of a new group, and who held the office before it restarted.
  const { epoch, votedFor } = core.promised;
  const founding = epoch === 0 && core.log.copies.voters[0] === core.self;
  return founding || (votedFor === core.self && core.heardAt === core.createdAt);
}

function hearsPrimary(core: GroupCore): boolean {
  if (core.office.kind === 'primary') return true;
  if (core.primary === null || core.isGone(core.primary)) return false;
  return core.time - core.heardAt < core.timing.primarySilenceMs;
}

function retryTime(core: GroupCore): number {
  return core.time + core.timing.canvassRetryMs * (1 + core.random.fraction());
}
