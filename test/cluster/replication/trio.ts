/** Copies of one group whose messages a test delivers one by one: for stories that need an exact order of events. */
import { createSeededRandom } from '../../../cluster/io/random.ts';
import type { AckMode } from '../../../cluster/model/ack-mode.ts';
import { entryTypes } from '../../../cluster/model/entry.ts';
import type { NodeId } from '../../../cluster/model/ids.ts';
import type { MemberState } from '../../../cluster/model/member.ts';
import { type CopySet, noCopies } from '../../../cluster/model/space.ts';
import type {
  ConfirmationEffect,
  Effect,
  OutcomeEffect,
  PersistEffect,
  SendEffect,
} from '../../../cluster/replication/effect.ts';
import { createGroup, type Group } from '../../../cluster/replication/group.ts';
import type { GroupInput } from '../../../cluster/replication/input.ts';
import { encodePersist, type GroupRecord } from '../../../cluster/replication/record.ts';
import { createRecovery } from '../../../cluster/replication/recovery.ts';
import { newState, type PersistentState } from '../../../cluster/replication/state.ts';
import type { GroupStatus } from '../../../cluster/replication/status.ts';
import {
  defaultLimits,
  defaultTiming,
  type ReplicationTiming,
} from '../../../cluster/replication/timing.ts';

export class Trio {
  now = 0;
  /** Messages on their way, oldest first. */
  mail: SendEffect[] = [];
  /** Persists that are not durable yet. */
  readonly unsynced = new Map<NodeId, PersistEffect[]>();
  readonly outcomes: OutcomeEffect[] = [];
  readonly confirmations: Omit<ConfirmationEffect, 'kind'>[] = [];
  /** Lags that primaries have told while messages were delivered, with whose they are. */
  lags: (readonly [NodeId, number])[] = [];
  /** Everything else that happened, as `node-1 committed 1-3`. */
  readonly log: string[] = [];
  /** When false, persists wait for `sync`. */
  syncsAtOnce = true;
  readonly #groups = new Map<NodeId, Group>();
  readonly #records = new Map<NodeId, GroupRecord[]>();
  readonly #timing: ReplicationTiming;

  /** Replicas hear of a commit at once unless `commitNoticeMs` says otherwise. */
  constructor(
    ids: readonly NodeId[],
    foundersKnownTo: readonly NodeId[] = ids,
    commitNoticeMs = 0,
  ) {
    this.#timing = { ...defaultTiming, commitNoticeMs };
    const founders: CopySet = { voters: ids, learners: [] };
    for (const id of ids) this.add(id, foundersKnownTo.includes(id) ? founders : noCopies);
  }

  add(id: NodeId, copies: CopySet = noCopies): void {
    this.#records.set(id, []);
    this.unsynced.set(id, []);
    this.#create(id, newState(copies));
  }

  #create(id: NodeId, state: PersistentState): void {
    const group = createGroup({
      group: 'orders',
      self: id,
      state,
      timing: this.#timing,
      limits: defaultLimits,
      random: createSeededRandom(7),
      now: this.#time(),
    });
    this.#groups.set(id, group);
  }

  /** The process ends and starts again; what was synced is what it has. */
  restart(id: NodeId): void {
    const recovery = createRecovery();
    for (const { type, payload } of this.#records.get(id) ?? []) recovery.add(type, payload);
    this.unsynced.set(id, []);
    this.#create(id, recovery.states().get('orders') ?? newState());
  }

  give(id: NodeId, input: GroupInput): readonly Effect[] {
    const effects = this.#group(id).step(input, this.#time());
    for (const effect of effects) this.#take(id, effect);
    return effects;
  }

  tick(id: NodeId): void {
    this.give(id, { kind: 'tick' });
  }

  /** `early`: it may be acknowledged by the primary alone, where the mode allows it. */
  propose(id: NodeId, token: number, early = true): void {
    const proposal = { token, type: entryTypes.episodeStore, payload: { token }, early };
    this.give(id, { kind: 'propose', proposals: [proposal] });
  }

  setAckMode(id: NodeId, ackMode: AckMode): void {
    this.#group(id).setLimits({ ...defaultLimits, ackMode });
  }

  /** Tells `id` what SWIM says of others. */
  hears(
    id: NodeId,
    states: Readonly<Record<NodeId, MemberState>>,
    draining: readonly NodeId[] = [],
  ): void {
    const rows = Object.entries(states).map(
      ([node, state]) => [node, { state, draining: draining.includes(node) }] as const,
    );
    this.give(id, { kind: 'members', members: new Map(rows) });
  }

  /** Delivers until nothing is on its way; messages to or from `except` vanish. */
  deliver(except: readonly NodeId[] = []): void {
    for (let rounds = 0; this.mail.length > 0; rounds += 1) {
      if (rounds > 1_000) throw new Error('Unexpected endless conversation.');
      const mail = this.mail;
      this.mail = [];
      for (const { to, message } of mail) {
        if (except.includes(to) || except.includes(message.from)) continue;
        for (const effect of this.give(to, { kind: 'message', message })) {
          if (effect.kind === 'copy-acknowledged') this.lags.push([effect.by, effect.lagMs]);
        }
      }
    }
  }

  sync(id: NodeId): void {
    const persists = this.unsynced.get(id) ?? [];
    this.unsynced.set(id, []);
    for (const persist of persists) {
      this.#records.get(id)?.push(...encodePersist('orders', persist));
    }
    const last = persists.at(-1);
    if (last !== undefined) this.give(id, { kind: 'persisted', ticket: last.ticket });
  }

  /** Messages of a kind that are on their way, as `node-1 > node-2`. */
  onTheirWay(kind: string): readonly string[] {
    return this.mail.flatMap(({ to, message }) =>
      message.kind === kind ? [`${message.from} > ${to}`] : [],
    );
  }

  status(id: NodeId): GroupStatus {
    return this.#group(id).status(this.#time());
  }

  nextTickAt(id: NodeId): number {
    return this.#group(id).nextTickAt();
  }

  outcome(token: number): OutcomeEffect['outcome'] | null {
    return this.outcomes.find((outcome) => outcome.token === token)?.outcome ?? null;
  }

  #take(id: NodeId, effect: Effect): void {
    if (effect.kind === 'send') this.mail.push(effect);
    else if (effect.kind === 'outcome') this.outcomes.push(effect);
    else if (effect.kind === 'confirmation') {
      const { token, confirmed } = effect;
      this.confirmations.push({ token, confirmed });
    } else if (effect.kind === 'persist') {
      this.unsynced.get(id)?.push(effect);
      if (this.syncsAtOnce) this.sync(id);
    } else this.log.push(inWords(id, effect));
  }

  #group(id: NodeId): Group {
    const group = this.#groups.get(id);
    if (group === undefined) throw new Error(`Unexpected node \`${id}\`.`);
    return group;
  }

  #time(): { readonly monotonicMs: number; readonly wallMs: number } {
    return { monotonicMs: this.now, wallMs: 1_700_000_000_000 + this.now };
  }
}

/** Three copies, `node-1` in office in epoch 1, everything delivered. */
export function trioWithPrimary(commitNoticeMs = 0): Trio {
  const ids = ['node-1', 'node-2', 'node-3'];
  const trio = new Trio(ids, ids, commitNoticeMs);
  trio.tick('node-1');
  trio.deliver();
  return trio;
}

function inWords(id: NodeId, effect: Effect): string {
  if (effect.kind === 'committed') {
    const sequences = effect.entries.map(({ sequence }) => sequence);
    return `${id} committed ${sequences.join(' ')}`;
  }
  if (effect.kind === 'role-changed') return `${id} is ${effect.role} in epoch ${effect.epoch}`;
  return `${id} ${effect.kind}`;
}
