/** What a copy does with what the primary sends: follow, agree or disagree, and answer once it is durable. */
import type { Entry } from '../model/entry.ts';
import type { GroupCore } from './core.ts';
import { ImpossibleMessage } from './impossible-message.ts';
import type { Append, Confirm, Install } from './message.ts';

export function receiveAppend(core: GroupCore, message: Append): void {
  if (!follow(core, message)) return;
  const { previous, entries, commit } = message;
  const hint = disagreement(core, message);
  if (hint !== null) {
    answer(core, message, false, hint);
    return;
  }
  const last = previous.sequence + entries.length;
  const fresh = withoutKnown(core, entries);
  const first = fresh[0];
  if (first !== undefined) {
    replaceTail(core, first.sequence - 1);
    core.log.append(fresh);
    core.out.persistEntries(fresh);
  }
  core.commitTo(Math.min(commit, last));
  answer(core, message, true, last);
}

export function receiveInstall(core: GroupCore, message: Install): void {
  if (!follow(core, message)) return;
  const { position, copies, state, hlc } = message;
  const installed = { position, copies, state, ...(hlc === undefined ? {} : { hlc }) };
  const known = core.log.epochAt(position.sequence) === position.epoch;
  if (known || position.sequence <= core.commit) {
    if (known) core.commitTo(position.sequence);
    answer(core, message, true, Math.min(position.sequence, core.commit));
    return;
  }
  core.log.reset(installed);
  core.commit = position.sequence;
  core.out.persistInstalled(installed);
  core.out.push({ kind: 'restore', position, state });
  answer(core, message, true, position.sequence);
}

export function receiveConfirm(core: GroupCore, message: Confirm): void {
  if (!follow(core, message)) return;
  const { from, round } = message;
  core.loyalUntil = core.time + core.loyalMs;
  core.out.sendWhenPromised(from, { ...core.head(), kind: 'confirm-answer', round });
}

/** False if the sender's epoch is over; it is told so. */
function follow(core: GroupCore, message: Append | Install | Confirm): boolean {
  if (message.epoch < core.promised.epoch) {
    const refusal = { ...core.head(), kind: 'append-answer', agreed: false, sequence: 0 } as const;
    core.out.sendWhenDurable(message.from, refusal);
    return false;
  }
  const { epoch, from } = message;
  if (epoch > core.promised.epoch) core.enterEpoch(epoch);
  if (core.office.kind === 'primary') {
    throw new ImpossibleMessage(
      `Two primaries in epoch \`${message.epoch}\` of \`${core.id}\`: \`${core.self}\` and \`${message.from}\`.`,
    );
  }
  // It has been elected, so this changes no election; after a restart this copy knows whom it may have confirmed.
  if (core.promised.votedFor !== from) core.promise({ epoch, votedFor: from });
  core.becomeReplica(from);
  return true;
}

/** Null if both logs are equal up to `previous`; else the sequence where the primary should ask next. */
function disagreement(core: GroupCore, { previous }: Append): number | null {
  // Committed entries are equal everywhere, whether or not this copy still remembers them.
  if (previous.sequence <= core.commit) return null;
  const epoch = core.log.epochAt(previous.sequence);
  if (epoch === previous.epoch) return null;
  if (epoch === null) return Math.max(core.log.last.sequence, core.commit);
  // Skip the whole epoch that disagrees, not one entry a round trip.
  let sequence = previous.sequence - 1;
  while (sequence > core.commit && core.log.epochAt(sequence) === epoch) sequence -= 1;
  return sequence;
}

/** The entries from the first one on that this log does not have. */
function withoutKnown(core: GroupCore, entries: readonly Entry[]): readonly Entry[] {
  const index = entries.findIndex(
    (entry) => entry.sequence > core.commit && core.log.epochAt(entry.sequence) !== entry.epoch,
  );
  return index === -1 ? [] : entries.slice(index);
}

function replaceTail(core: GroupCore, after: number): void {
  if (core.log.last.sequence <= after) return;
  if (after < core.commit) {
    throw new Error(`A committed entry of \`${core.id}\` would be cut off at \`${after}\`.`);
  }
  core.log.truncateAfter(after);
  core.out.truncated(after);
}

function answer(core: GroupCore, to: Append | Install, agreed: boolean, sequence: number): void {
  const message = { ...core.head(), kind: 'append-answer', agreed, sequence } as const;
  if (agreed) core.out.sendWhenDurable(to.from, message);
  else core.out.send(to.from, message);
}
