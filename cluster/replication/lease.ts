/**
 * Whether this copy is the primary still: for every read, as a primary that stood still or was cut off may have a
 * successor without knowing it.
 *
 * It asks the other voters. Whoever answers in the primary's epoch had promised no newer one when the question came, and
 * keeps its vote to itself for a while from then on. A majority of such answers means two things. No successor had the
 * office, let alone acknowledged a write, when the question was sent: what is committed here is the right answer to every
 * read that had come by then. And there will be none for `leaseMs`: until then reads are answered without another question.
 * (Ongaro, *Consensus: Bridging Theory and Practice*, 2014, section 6.4.)
 *
 * The second trusts that the clocks of two nodes run at about the same pace, whatever time they show: voters wait longer by
 * `paceMargin`. A hand-over ends it, because its receiver need not wait for it.
 */
import type { GroupCore, PrimaryOffice } from './core.ts';
import { ImpossibleMessage } from './impossible-message.ts';
import type { ConfirmAnswer } from './message.ts';
import { isSettled } from './status.ts';

/** Ends in a `confirmation` effect with this token: at once, when a majority has answered, or when the office is lost. */
export function confirmOffice(core: GroupCore, token: number): void {
  const { office } = core;
  if (office.kind !== 'primary' || !isSettled(core)) {
    conclude(core, [token], false);
    return;
  }
  const { confirmation } = office;
  const isLeased = hasLease(core, office);
  if (isLeased) conclude(core, [token], true);
  else confirmation.waiting.push(token);
  // The next question comes early enough that no read has to wait for its answers.
  const isFresh = isLeased && core.time - confirmation.confirmedAt < core.timing.leaseMs / 2;
  if (!isFresh && !confirmation.isOpen) askNext(core, office);
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
  closeIfAnswered(core, office);
}

/** To be called on every tick: asks those once more whose answer does not come. */
export function repeatQuestion(core: GroupCore, office: PrimaryOffice): void {
  if (core.time >= questionDueAt(core, office)) ask(core, office);
}

/** When `repeatQuestion` must be called next. */
export function questionDueAt(
  { timing }: GroupCore,
  { confirmation: { isOpen, sentAt } }: PrimaryOffice,
): number {
  return isOpen ? sentAt + timing.keepAliveMs : Number.POSITIVE_INFINITY;
}

/** Nobody can have been elected: a majority of the present voters keeps its votes to itself. */
function hasLease(core: GroupCore, { confirmation, hasCalledHeir }: PrimaryOffice): boolean {
  const { confirmedAt, confirmedBy } = confirmation;
  if (hasCalledHeir || core.time >= confirmedAt + core.timing.leaseMs) return false;
  return core.isMajority(confirmedBy);
}

function askNext(core: GroupCore, office: PrimaryOffice): void {
  const { confirmation } = office;
  confirmation.round += 1;
  confirmation.isOpen = true;
  confirmation.askedAt = core.time;
  confirmation.answered = new Set([core.self]);
  confirmation.asking = confirmation.waiting;
  confirmation.waiting = [];
  ask(core, office);
  closeIfAnswered(core, office);
}

function ask(core: GroupCore, { confirmation }: PrimaryOffice): void {
  const { round, answered } = confirmation;
  confirmation.sentAt = core.time;
  for (const node of core.otherVoters()) {
    if (!answered.has(node)) core.out.send(node, { ...core.head(), kind: 'confirm', round });
  }
}

function closeIfAnswered(core: GroupCore, office: PrimaryOffice): void {
  const { confirmation } = office;
  if (!confirmation.isOpen || !core.isMajority(confirmation.answered)) return;
  confirmation.isOpen = false;
  confirmation.confirmedAt = confirmation.askedAt;
  confirmation.confirmedBy = confirmation.answered;
  conclude(core, confirmation.asking, true);
  confirmation.asking = [];
  if (confirmation.waiting.length === 0) return;
  if (hasLease(core, office)) {
    conclude(core, confirmation.waiting, true);
    confirmation.waiting = [];
  } else askNext(core, office);
}

function conclude(core: GroupCore, tokens: readonly number[], confirmed: boolean): void {
  for (const token of tokens) core.out.push({ kind: 'confirmation', token, confirmed });
}
