/** SWIM on a transport and a clock: carries out what the state machine asks for, and calls it when something is due. */
import type { Cancel, Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { Member } from '../model/member.ts';
import type { Transport } from '../net/transport.ts';
import { decodeMessage, encodeMessage } from './codec.ts';
import type { Effect, ProbeAnswer } from './effect.ts';
import {
  createMembership,
  type Membership,
  type MembershipOptions,
  type RecordPatch,
} from './membership.ts';

export type SwimAgentDeps = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after the list changed. `previous` is null for a new member. Must not throw. */
  readonly onMemberChanged: (member: Member, previous: Member | null) => void;
  /** Keep it on disk. Not awaited: one that is lost costs a refutation after the restart. */
  readonly onIncarnation: (incarnation: number) => void;
  /** Another live node holds this node's id: stop with an error. */
  readonly onIdentityRefused: (heldBy: string) => void;
  /** For metrics; `roundTripMs` is null when nobody answered. */
  readonly onProbe?: (id: string, answer: ProbeAnswer, roundTripMs: number | null) => void;
};

export class SwimAgent {
  #options: MembershipOptions;
  #membership: Membership;
  readonly #deps: SwimAgentDeps;
  #cancelTick: Cancel = () => undefined;
  /** When the planned tick is; NaN while none is. */
  #tickAt = Number.NaN;
  #running = false;
  #malformedDatagrams = 0;

  constructor(options: MembershipOptions, deps: SwimAgentDeps) {
    this.#options = options;
    this.#membership = createMembership(options);
    this.#deps = deps;
  }

  /** Starts over as a node that knows nobody but its seeds: those that it knew are of another cluster. */
  forgetOthers(): void {
    const self = this.members().find(({ local }) => local);
    const draining = self?.draining ?? this.#options.self.draining;
    this.#membership = createMembership({
      ...this.#options,
      self: { ...this.#options.self, draining },
      lastIncarnation: this.incarnation(),
    });
    this.#tick();
  }

  /** Starts to join and to probe. The transport must be open. */
  start(): void {
    this.#running = true;
    this.#deps.transport.listen((from, datagram) => this.#receive(from, datagram));
    this.#tick();
  }

  /** Stops; with `leave` the others are told first. The transport stays open. */
  stop(options: { readonly leave: boolean }): void {
    if (!this.#running) return;
    if (options.leave) this.#carryOut(this.#membership.leave(this.#now()));
    this.#running = false;
    this.#cancelTick();
    this.#tickAt = Number.NaN;
  }

  /** Everybody this node knows, itself and those that left included, sorted by id. */
  members(): readonly Member[] {
    return this.#membership.members(this.#now());
  }

  incarnation(): number {
    return this.#membership.incarnation();
  }

  /** 0 is healthy; rises while answers that should come do not. */
  localHealth(): number {
    return this.#membership.localHealth();
  }

  /** Datagrams that were no message, since the start. */
  malformedDatagrams(): number {
    return this.#malformedDatagrams;
  }

  updateRecord(patch: RecordPatch): void {
    this.#carryOut(this.#membership.updateRecord(patch, this.#now()));
    this.#scheduleTick();
  }

  /** Greets these seeds from now on, resolved `ip:port`. */
  setSeeds(seeds: readonly string[]): void {
    this.#options = { ...this.#options, seeds };
    this.#carryOut(this.#membership.setSeeds(seeds, this.#now()));
    this.#scheduleTick();
  }

  #tick(): void {
    this.#carryOut(this.#membership.tick(this.#now()));
    this.#scheduleTick();
  }

  #receive(from: string, datagram: Uint8Array): void {
    if (!this.#running) return;
    const message = decodeMessage(datagram);
    if (message === null) {
      this.#malformedDatagrams += 1;
      this.#deps.logger.debug('malformed-datagram', { from, bytes: datagram.length });
      return;
    }
    this.#carryOut(this.#membership.receive(from, message, this.#now()));
    this.#scheduleTick();
  }

  #scheduleTick(): void {
    const at = this.#membership.nextTickAt();
    if (at === this.#tickAt && this.#running) return;
    this.#cancelTick();
    this.#tickAt = Number.NaN;
    if (!this.#running || !Number.isFinite(at)) return;
    this.#tickAt = at;
    this.#cancelTick = this.#deps.clock.schedule(Math.max(at - this.#now(), 0), () => {
      this.#tickAt = Number.NaN;
      this.#tick();
    });
  }

  #carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) this.#carryOutOne(effect);
  }

  #carryOutOne(effect: Effect): void {
    const { transport, logger, onMemberChanged, onIncarnation } = this.#deps;
    const { onProbe, onIdentityRefused } = this.#deps;
    switch (effect.kind) {
      case 'send':
        transport.send(effect.to, encodeMessage(effect.message));
        break;
      case 'member-changed':
        logChange(logger, effect.member, effect.previous);
        onMemberChanged(effect.member, effect.previous);
        break;
      case 'incarnation-raised':
        onIncarnation(effect.incarnation);
        break;
      case 'probe-ended':
        onProbe?.(effect.id, effect.answer, effect.roundTripMs);
        break;
      case 'identity-refused':
        logger.error('identity-refused', { heldBy: effect.heldBy });
        onIdentityRefused(effect.heldBy);
        break;
      case 'impostor-refused': {
        const { id: member, heldBy, address } = effect;
        logger.warn('impostor-refused', { member, heldBy, address });
        break;
      }
      case 'stall-absorbed':
        logger.warn('stall-absorbed', { stalledMs: Math.round(effect.stalledMs) });
        break;
    }
  }

  #now(): number {
    return this.#deps.clock.monotonicMs();
  }
}

function logChange(logger: Logger, member: Member, previous: Member | null): void {
  logger.info('member-changed', {
    member: member.id,
    state: member.state,
    from: previous?.state ?? null,
    incarnation: member.incarnation,
  });
}
