/**
 * The half of SWIM that finds crashes: it probes one member an interval, answers the probes of others, helps them to
 * probe, and keeps score of its own health, because a node that hears nobody is more likely ill than alone.
 */
import { type Random, shuffle } from '../io/random.ts';
import type { Effect, ProbeAnswer } from './effect.ts';
import type { MemberTable } from './member-table.ts';
import type { Message, PingRequest } from './message.ts';
import type { Outbox } from './outbox.ts';
import { ProbeOrder } from './probe-order.ts';
import { type Probe, Prober } from './prober.ts';
import { Relay } from './relay.ts';
import type { SwimTiming } from './timing.ts';

export type FailureDetectorParts = {
  readonly table: MemberTable;
  readonly outbox: Outbox;
  readonly timing: SwimTiming;
  readonly random: Random;
  readonly emit: (effect: Effect) => void;
  /** A probe failed, through helpers too. */
  readonly onFailed: (id: string, now: number) => void;
};

/** A helper says "neither can I" a little before the asker stops waiting. */
const nackShare = 0.8;

export class FailureDetector {
  readonly #parts: FailureDetectorParts;
  readonly #prober: Prober;
  readonly #relay = new Relay();
  readonly #order: ProbeOrder;
  #sequence = 0;
  #health = 0;

  constructor(parts: FailureDetectorParts) {
    this.#parts = parts;
    this.#prober = new Prober(parts.timing);
    this.#order = new ProbeOrder(parts.random);
  }

  get health(): number {
    return this.#health;
  }

  /** Positive for a sign of own trouble, negative for a sign of none. */
  score(change: number): void {
    const { localHealthMax } = this.#parts.timing;
    this.#health = Math.min(Math.max(this.#health + change, 0), localHealthMax);
  }

  add(id: string): void {
    this.#order.add(id);
  }

  probeNext(now: number): void {
    const { table } = this.#parts;
    const candidates = table.others('alive', 'suspect').map((row) => row.record.id);
    const target = table.get(this.#order.next(new Set(candidates)) ?? '');
    if (target === undefined) return;
    const sequence = this.#nextSequence();
    this.#prober.start(sequence, target.record.id, now, 1 + this.#health);
    this.#ping(target.record.swimAddress, target.record.id, sequence);
  }

  /** Says hello to a member that is held dead; the warning that rides along makes it refute. No answer is awaited. */
  greet(id: string, address: string): void {
    this.#ping(address, id, this.#nextSequence());
  }

  answer(fromAddress: string, message: Message, now: number): void {
    const { table, emit } = this.#parts;
    const { from } = message;
    const replyTo = table.get(from)?.record.swimAddress ?? fromAddress;
    if (message.kind === 'ping' && message.target === table.selfId) {
      this.#send(replyTo, from, { kind: 'ack', sequence: message.sequence });
    } else if (message.kind === 'ping-request') {
      this.#help(message, replyTo, now);
    } else if (message.kind === 'nack') {
      this.#prober.nacked(message.sequence, from);
    } else if (message.kind === 'ack') {
      const request = this.#relay.acked(message.sequence);
      if (request !== null) {
        const { askerAddress, askerId, askerSequence } = request;
        this.#send(askerAddress, askerId, { kind: 'ack', sequence: askerSequence });
      }
      const probe = this.#prober.acked(message.sequence, from);
      if (probe === null) return;
      this.score(-1);
      emit(probeEnded(probe, probe.target === from ? 'direct' : 'indirect', now));
    }
  }

  /** Does what the passing of time asks for: help for unanswered probes, verdicts on failed ones, nacks. */
  expire(now: number): void {
    const { emit, onFailed } = this.#parts;
    const { unanswered, failed } = this.#prober.expire(now);
    for (const probe of failed) {
      const isOwnTrouble = probe.helpers.size === 0 || probe.nacks.size < probe.helpers.size;
      if (isOwnTrouble) this.score(1);
      emit(probeEnded(probe, 'none', now));
      onFailed(probe.target, now);
    }
    for (const probe of unanswered) this.#askForHelp(probe, now);
    for (const { askerAddress, askerId, askerSequence } of this.#relay.expire(now)) {
      this.#send(askerAddress, askerId, { kind: 'nack', sequence: askerSequence });
    }
  }

  nextAt(): number {
    return Math.min(this.#prober.nextAt(), this.#relay.nextAt());
  }

  postpone(byMs: number): void {
    this.#prober.postpone(byMs);
    this.#relay.postpone(byMs);
  }

  #askForHelp(probe: Probe, now: number): void {
    const { table, timing, random } = this.#parts;
    const target = table.get(probe.target);
    if (target === undefined) return;
    const able = table.others('alive').filter((row) => row.record.id !== probe.target);
    const helpers = shuffle(random, able).slice(0, timing.indirectProbes);
    this.#prober.askHelpers(
      probe,
      helpers.map((helper) => helper.record.id),
      now,
    );
    const { swimAddress: targetAddress } = target.record;
    // Asking once more directly costs one datagram, and most silence is one lost datagram.
    this.#ping(targetAddress, probe.target, probe.sequence);
    for (const { record } of helpers) {
      const { sequence, target: id } = probe;
      this.#send(record.swimAddress, record.id, {
        kind: 'ping-request',
        sequence,
        target: id,
        targetAddress,
      });
    }
  }

  #help(request: PingRequest, askerAddress: string, now: number): void {
    const { timing } = this.#parts;
    const { from: askerId, sequence: askerSequence, target, targetAddress } = request;
    const sequence = this.#nextSequence();
    const deadline = now + timing.indirectTimeoutMs * nackShare;
    if (this.#relay.add(sequence, { askerId, askerAddress, askerSequence }, deadline)) {
      this.#ping(targetAddress, target, sequence);
    }
  }

  #ping(address: string, target: string, sequence: number): void {
    this.#send(address, target, { kind: 'ping', sequence, target });
  }

  #send(...[to, id, message]: Parameters<Outbox['message']>): void {
    this.#parts.emit(this.#parts.outbox.message(to, id, message));
  }

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

function probeEnded(probe: Probe, answer: ProbeAnswer, now: number): Effect {
  const roundTripMs = answer === 'none' ? null : now - probe.startedAt;
  return { kind: 'probe-ended', id: probe.target, answer, roundTripMs };
}
