/**
 * One copy of one replicated log, as a state machine. No clock, disk or network: inputs and the time come in, effects go
 * out, and the same inputs give the same effects. What it keeps true:
 *
 * 1. An epoch has at most one primary (`election.ts`: durable votes of a majority).
 * 2. Logs that hold the same epoch at a sequence are equal up to there (`replica.ts`: every append names what precedes it).
 * 3. A committed entry is in the log of every later primary (`election.ts`: no vote for a log that is behind;
 *    `primary.ts`: only entries of the own epoch commit by counting).
 * 4. A read that was confirmed misses nothing that was acknowledged before it came (`lease.ts`).
 * 5. A command is acknowledged only when a majority of the copies, the primary among them, holds it durably. (Not so in
 *    `ackMode` async, which an operator must choose: then the primary alone.)
 */
import type { Hlc } from '../model/entry.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import { GroupCore, type GroupOptions } from './core.ts';
import type { Effect } from './effect.ts';
import {
  considerElection,
  electionDueAt,
  receiveCanvass,
  receiveCanvassAnswer,
  receiveHandOver,
  receiveVoteAnswer,
  receiveVoteRequest,
} from './election.ts';
import type { GroupInput, Now } from './input.ts';
import { confirmOffice, questionDueAt, receiveConfirmAnswer, repeatQuestion } from './lease.ts';
import type { GroupMessage } from './message.ts';
import {
  acknowledgeEarly,
  advanceCommit,
  checkMajority,
  finishHandOver,
  majoritySilentAt,
  propose,
  proposeCopies,
  receiveAppendAnswer,
  startHandOver,
} from './primary.ts';
import { reinstall } from './reinstall.ts';
import { receiveAppend, receiveConfirm, receiveInstall } from './replica.ts';
import type { PersistentState, Retained } from './state.ts';
import { type GroupStatus, isSettled, statusOf } from './status.ts';
import { keepAlive, keepAliveDueAt, sendState } from './stream.ts';
import type { ReplicationLimits } from './timing.ts';

export type { GroupOptions } from './core.ts';

export interface Group {
  readonly id: GroupId;
  /** `now.monotonicMs` never goes back. The first call gives `restore` and `committed` for what was recovered. */
  step(input: GroupInput, now: Now): readonly Effect[];
  /**
   * When a `tick` has something to do, as of the last step, on the monotonic clock; it may lie in the past, or be infinite.
   */
  nextTickAt(): number;
  status(now: Now): GroupStatus;
  /** As in the status, which costs much more. */
  readonly primary: NodeId | null;
  /** This copy is the primary as far as it knows, and settled as the status says. Not enough for a read: see `confirm`. */
  readonly isSettledPrimary: boolean;
  /** Stamp of the newest entry that is in memory. */
  readonly lastHlc: Hlc;
  /** For a checkpoint; includes everything that a persist was asked for. */
  retained(): Retained;
  /** Takes effect from the next append on. */
  setLimits(limits: ReplicationLimits): void;
}

export function createGroup(options: GroupOptions): Group {
  const core = new GroupCore(options);
  let recovered = false;
  return {
    id: options.group,
    step(input, now) {
      core.now = now;
      if (!recovered) {
        recovered = true;
        giveRecovered(core, options.state);
      }
      take(core, input);
      return core.flush();
    },
    nextTickAt: () => nextTickAt(core),
    status: (now) => statusOf(core, now),
    get primary() {
      return core.primary;
    },
    get isSettledPrimary() {
      return isSettled(core);
    },
    get lastHlc() {
      return core.log.lastHlc;
    },
    retained: () => retainedBy(core),
    setLimits(limits) {
      core.limits = limits;
    },
  };
}

function giveRecovered(core: GroupCore, { base, commit }: PersistentState): void {
  if (base.state !== null) {
    core.out.push({ kind: 'restore', position: base.position, state: base.state });
  }
  core.commitTo(Math.min(commit, core.log.last.sequence));
}

function retainedBy({ log, commit, promised }: GroupCore): Retained {
  const epoch = log.epochAt(commit);
  const hlc = log.hlcAt(commit);
  if (epoch === null || hlc === null)
    throw new Error(`Unexpected commit \`${commit}\` outside the log.`);
  return {
    promised,
    position: { epoch, sequence: commit },
    hlc,
    copies: log.copiesAt(commit),
    entries: log.range(commit + 1, log.last.sequence),
  };
}

function take(core: GroupCore, input: GroupInput): void {
  switch (input.kind) {
    case 'tick':
      tick(core);
      return;
    case 'message':
      receive(core, input.message);
      return;
    case 'propose':
      propose(core, input.proposals);
      return;
    case 'confirm':
      confirmOffice(core, input.token);
      return;
    case 'change-copies':
      proposeCopies(core, input.token, input.change);
      return;
    case 'members':
      core.members = input.members;
      considerElection(core);
      return;
    case 'persisted':
      persisted(core, input.ticket);
      return;
    case 'hand-over':
      startHandOver(core, input.to);
      return;
    case 'trim':
      core.log.trim(Math.min(input.sequence, core.commit, core.out.durable, neededFrom(core)));
      return;
    case 'reinstall':
      reinstall(core, input);
      return;
    case 'state':
      sendState(core, input);
      return;
  }
}

/** Behind the whole states that are on their way, the log must stay: else the copies would need another one at once. */
function neededFrom({ office }: GroupCore): number {
  if (office.kind !== 'primary') return Number.POSITIVE_INFINITY;
  const states = [...office.progress.values()].map(({ stateAt }) => stateAt);
  return Math.min(...states.map((stateAt) => stateAt ?? Number.POSITIVE_INFINITY));
}

function tick(core: GroupCore): void {
  checkMajority(core);
  considerElection(core);
  if (core.office.kind === 'primary') {
    keepAlive(core, core.office);
    repeatQuestion(core, core.office);
  }
  finishHandOver(core);
}

function nextTickAt(core: GroupCore): number {
  const { office } = core;
  const electionAt = electionDueAt(core);
  if (office.kind !== 'primary') return electionAt;
  // What a hand-over waits for is asked again and again.
  const handOverAt = office.handOver === null ? Number.POSITIVE_INFINITY : core.time;
  return Math.min(
    electionAt,
    handOverAt,
    majoritySilentAt(core, office),
    keepAliveDueAt(core, office),
    questionDueAt(core, office),
  );
}

function persisted(core: GroupCore, ticket: number): void {
  for (const { to, message } of core.out.persisted(ticket)) {
    // A newer epoch has begun in the meantime: nobody waits for this any more.
    if (message.epoch !== core.promised.epoch) continue;
    if (to === core.self) receive(core, message);
    else core.out.send(to, message);
  }
  advanceCommit(core);
  acknowledgeEarly(core);
}

function receive(core: GroupCore, message: GroupMessage): void {
  switch (message.kind) {
    case 'canvass':
      receiveCanvass(core, message);
      return;
    case 'canvass-answer':
      receiveCanvassAnswer(core, message);
      return;
    case 'vote-request':
      receiveVoteRequest(core, message);
      return;
    case 'vote-answer':
      receiveVoteAnswer(core, message);
      return;
    case 'append':
      receiveAppend(core, message);
      return;
    case 'append-answer':
      receiveAppendAnswer(core, message);
      return;
    case 'install':
      receiveInstall(core, message);
      return;
    case 'confirm':
      receiveConfirm(core, message);
      return;
    case 'confirm-answer':
      receiveConfirmAnswer(core, message);
      return;
    case 'hand-over':
      receiveHandOver(core, message);
      return;
  }
}
