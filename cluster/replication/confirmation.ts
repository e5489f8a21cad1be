/**
 * Whether this copy is the primary still; asked before a read is answered, for a primary that stood still or was cut off
 * may have a successor without knowing it. Whoever answers the question in the primary's epoch had promised no newer one
 * when it came. A majority of such answers means that no successor had the office, let alone acknowledged a write, when
 * the question was sent: to every read that had arrived by then, what is committed here is the right answer. This is the
 * ReadIndex of Ongaro's *Consensus: Bridging Theory and Practice* (2014), section 6.4. No clock takes part in it.
 *
 * One question is on its way at a time, and reads that come meanwhile share the next: many cost few messages.
 */
import type { NodeId } from '../model/ids.ts';
import { majorityOf } from '../model/space.ts';
import type { GroupCore, PrimaryOffice } from './core.ts';
import { ImpossibleMessage } from './impossible-message.ts';
import type { ConfirmAnswer } from './message.ts';
import { isSettled } from './status.ts';

export type Confirmation = {
  /** Number of the newest question; 0 before the first. */
  round: number;
  sentAt: number;
  /** Who has answered it. */
  answered: Set<NodeId>;
  /** Tokens of those who wait for its answers; none: no question is on its way. */
  asking: readonly number[];
  /** Tokens of those who came after it was sent. */
  waiting: number[];
};

export function newConfirmation(): Confirmation {
  return {
    round: 0,
    sentAt: Number.NEGATIVE_INFINITY,
    answered: new Set(),
    asking: [],
    waiting: [],
  };
}

/** Ends in a `confirmation` effect with this token: when a majority has answered, or the office is lost. */
export function confirmOffice(core: GroupCore, token: number): void {
  const { office } = core;
  if (office.kind !== 'primary' || !isSettled(core)) {
    core.out.push({ kind: 'confirmation', token, confirmed: false });
    return;
  }
  office.confirmation.waiting.push(token);
  if (office.confirmation.asking.length === 0) askNext(core, office);
}

export function receiveConfirmAnswer(core: GroupCore, message: ConfirmAnswer): void {
  const { office } = core;
  if (office.kind !== 'primary' || message.epoch !== core.promised.epoch) return;
  const { confirmation } = office;
  const { from, round } = message;
  if (round > confirmation.round) {
    throw new ImpossibleMessage(
      `\`${from}\` answers question \`${round}\` of \`${core.id}\`, the last one is \`${confirmation.round}\`.`,
    );
  }
  if (round < confirmation.round) return;
  confirmation.answered.add(from);
  concludeIfAnswered(core, office);
}

/** To be called on every tick: asks those once more whose answer does not come. */
export function repeatQuestion(core: GroupCore, office: PrimaryOffice): void {
  if (core.time >= questionDueAt(core, office)) ask(core, office);
}

/** When `repeatQuestion` must be called next. */
export function questionDueAt(
  { timing }: GroupCore,
  { confirmation: { asking, sentAt } }: PrimaryOffice,
): number {
  return asking.length === 0 ? Number.POSITIVE_INFINITY : sentAt + timing.keepAliveMs;
}

/** The office is lost: whoever waits is told so. */
export function giveUpConfirmation(core: GroupCore, { confirmation }: PrimaryOffice): void {
  for (const token of [...confirmation.asking, ...confirmation.waiting]) {
    core.out.push({ kind: 'confirmation', token, confirmed: false });
  }
}

function askNext(core: GroupCore, office: PrimaryOffice): void {
  const { confirmation } = office;
  confirmation.round += 1;
  confirmation.answered = new Set([core.self]);
  confirmation.asking = confirmation.waiting;
  confirmation.waiting = [];
  ask(core, office);
  concludeIfAnswered(core, office);
}

function ask(core: GroupCore, { confirmation }: PrimaryOffice): void {
  const { round, answered } = confirmation;
  confirmation.sentAt = core.time;
  for (const node of core.otherVoters()) {
    if (!answered.has(node)) core.out.send(node, { ...core.head(), kind: 'confirm', round });
  }
}

function concludeIfAnswered(core: GroupCore, office: PrimaryOffice): void {
  const { confirmation } = office;
  const { voters } = core.log.copies;
  const count = voters.filter((node) => confirmation.answered.has(node)).length;
  if (confirmation.asking.length === 0 || count < majorityOf(voters.length)) return;
  for (const token of confirmation.asking) {
    core.out.push({ kind: 'confirmation', token, confirmed: true });
  }
  confirmation.asking = [];
  if (confirmation.waiting.length > 0) askNext(core, office);
}
