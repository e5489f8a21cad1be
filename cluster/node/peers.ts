/** The other nodes as this one reaches them: their addresses and states by SWIM, calls over kept connections. */
import {
  type Lane,
  type PeerAnswer,
  type PeerCall,
  type PeerCalls,
  PeerError,
} from '../api/client.ts';
import type { NodeId } from '../model/ids.ts';
import { isReachable, type Member, type MemberState } from '../model/member.ts';
import type { MemberView } from '../replication/input.ts';
import type { Attempt } from './ask-office.ts';

export type PeersDeps = {
  readonly self: NodeId;
  readonly client: PeerCalls;
  /** The member list of now. */
  readonly members: () => readonly Member[];
  /** When this node began to listen for the others, on the monotonic clock, milliseconds. */
  readonly startedAt: number;
};

export class Peers {
  readonly self: NodeId;
  readonly #deps: PeersDeps;
  readonly #addresses = new Map<NodeId, string>();
  /** IP addresses of the same, for checking senders. */
  readonly #hosts = new Map<NodeId, string>();

  constructor(deps: PeersDeps) {
    this.self = deps.self;
    this.#deps = deps;
  }

  members(): readonly Member[] {
    return this.#deps.members();
  }

  /** Ids of the members that are alive, this node included, sorted. */
  alive(): readonly NodeId[] {
    return this.members()
      .filter(isReachable)
      .map(({ id }) => id);
  }

  view(): MemberView {
    return new Map(this.members().map(({ id, state, draining }) => [id, { state, draining }]));
  }

  /** Version of the node's program; null while nobody knows it. */
  versionOf(node: NodeId): string | null {
    return this.members().find(({ id }) => id === node)?.version ?? null;
  }

  /**
   * The same, but one that is gone counts as suspect until it has been gone for so long. One of `expected` of which nobody
   * has told since this node started is gone since then: when all have restarted, nobody remembers who was dead before.
   */
  patientView(now: number, patienceMs: number, expected: Iterable<NodeId>): MemberView {
    const stateOfGone = (state: MemberState, since: number): MemberState =>
      now - since < patienceMs ? 'suspect' : state;
    const view = new Map<NodeId, { readonly state: MemberState; readonly draining: boolean }>();
    for (const id of expected)
      view.set(id, { state: stateOfGone('dead', this.#deps.startedAt), draining: false });
    for (const { id, state, draining, changedAt } of this.members()) {
      const isGone = state === 'dead' || state === 'left';
      view.set(id, { state: isGone ? stateOfGone(state, changedAt) : state, draining });
    }
    return view;
  }

  addressOf(node: NodeId): string | null {
    return this.#addresses.get(node) ?? null;
  }

  /**
   * True if a connection from `address` may speak for the node: nodes connect from the address of their own API.
   * It keeps mistakes out, not attackers.
   */
  isSender(node: NodeId, address: string | undefined): boolean {
    return address !== undefined && this.#hosts.get(node) === plainAddress(address);
  }

  /** To be called with every change of the member list. */
  note(member: Member): void {
    const before = this.#addresses.get(member.id);
    this.#addresses.set(member.id, member.httpAddress);
    this.#hosts.set(member.id, hostOf(member.httpAddress));
    if (before !== undefined && before !== member.httpAddress) this.#deps.client.forget(before);
    if (!isReachable(member)) this.#deps.client.forget(member.httpAddress);
  }

  /** Asks a node; rejects with a `PeerError` if it gives no answer or one that is none of ours. */
  async ask(
    node: NodeId,
    path: string,
    body: unknown,
    deadlineMs: number,
    lane: Lane = 'requests',
  ): Promise<unknown> {
    const call = { lane, path, body, deadlineMs };
    return this.#success(node, path, await this.#call(node, call));
  }

  async #call(node: NodeId, call: Omit<PeerCall, 'base'>): Promise<PeerAnswer> {
    const base = this.addressOf(node);
    if (base === null) throw new PeerError(`The address of \`${node}\` is not known.`, false, null);
    return await this.#deps.client.call({ ...call, base });
  }

  #success(node: NodeId, path: string, answer: PeerAnswer): unknown {
    if (answer.status === 200) return answer.body;
    const message = `\`${node}\` answered \`${path}\` with status ${answer.status}.`;
    throw new PeerError(message, true, null);
  }
}

/** A call that failed, as the outcome of an attempt. */
export function toFailedAttempt(thrown: unknown): Attempt<never> {
  if (!(thrown instanceof PeerError)) throw thrown;
  if (thrown.sent) return { kind: 'unknown', reason: 'nothing' };
  return { kind: 'refused', reason: 'nothing, it cannot be reached', primary: null };
}

function hostOf(base: string): string {
  return new URL(base).hostname.replace(/^\[|\]$/g, '');
}

/** A socket that listens on IPv6 shows IPv4 addresses in their mapped form. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}
