/**
 * Asks one node whether it is there, as the nodes ask each other, from outside of the cluster: a real ping over its SWIM
 * socket, and a real ack. The caller has no row in anybody's list and says nothing about anybody, so nothing changes.
 */
import type { Clock } from '../io/clock.ts';
import type { MemberState } from '../model/member.ts';
import type { Transport } from '../net/transport.ts';
import { decodeMessage, encodeMessage } from './codec.ts';
import type { Message } from './message.ts';

/** A datagram may be lost; the question is asked again after so many milliseconds. */
const askAgainMs = 250;

export type CallOptions = {
  /** `ip:port` of its SWIM socket. */
  readonly address: string;
  /** Who shall be there; null asks whoever is. */
  readonly node: string | null;
  /** Id that the caller signs with; no node may have it. */
  readonly caller: string;
  /** How long it may take altogether. */
  readonly timeoutMs: number;
};

export type ListedMember = { readonly id: string; readonly state: MemberState };

export type CallAnswer = {
  /** Who answered the ping; null if nobody did in time. */
  readonly node: string | null;
  /** From the ping to its ack; null without one. */
  readonly roundTripMs: number | null;
  /** Pings that were sent. */
  readonly pings: number;
  /** Whoever else signs at this address, when it is not the node that was meant; null otherwise. */
  readonly otherNode: string | null;
  /** Whom the node listed, so far as its list has come: a stranger is told without asking. Sorted by id. */
  readonly members: readonly ListedMember[];
};

/** Resolves with what came, also when nothing did. The transport stays open. */
export function callNode(
  transport: Transport,
  clock: Clock,
  { address, node, caller, timeoutMs }: CallOptions,
): Promise<CallAnswer> {
  const endAt = clock.monotonicMs() + timeoutMs;
  const sentAt: number[] = [];
  const members = new Map<string, MemberState>();
  let target = node;
  let speaker: string | null = null;
  let greetings = 0;
  const envelope = { from: caller, rumors: [] };
  const send = (message: Message): void => transport.send(address, encodeMessage(message));
  return new Promise((resolve) => {
    let cancel = (): void => undefined;
    const ask = (): void => {
      if (clock.monotonicMs() >= endAt) {
        finish(null);
        return;
      }
      // Whoever is asked for a list signs it, which is how one learns whom to ping.
      if (target === null || greetings === 0) {
        greetings += 1;
        send({ kind: 'sync', reply: true, ...envelope });
      }
      if (target !== null) ping(target);
      cancel = clock.schedule(Math.min(askAgainMs, endAt - clock.monotonicMs()), ask);
    };
    const ping = (id: string): void => {
      sentAt.push(clock.monotonicMs());
      send({ kind: 'ping', sequence: sentAt.length, target: id, ...envelope });
    };
    const finish = (roundTripMs: number | null): void => {
      cancel();
      transport.listen(() => undefined);
      resolve({
        node: roundTripMs === null ? null : target,
        roundTripMs,
        pings: sentAt.length,
        otherNode: speaker !== null && speaker !== target ? speaker : null,
        members: [...members]
          .map(([id, state]) => ({ id, state }))
          .sort((one, other) => (one.id < other.id ? -1 : 1)),
      });
    };
    transport.listen((from, payload) => {
      const message = from === address ? decodeMessage(payload) : null;
      if (message === null) return;
      speaker = message.from;
      for (const { record, state } of message.rumors) members.set(record.id, state);
      if (target === null) {
        target = message.from;
        ping(target);
        return;
      }
      const asked = message.kind === 'ack' ? sentAt[message.sequence - 1] : undefined;
      if (asked !== undefined && message.from === target) finish(clock.monotonicMs() - asked);
    });
    ask();
  });
}
