/**
 * Replication messages on their way to other nodes: one request per peer at a time, which carries all that wait. Answers
 * that wait when the peer itself asks go into the reply.
 */
import type { PeerCalls } from '../api/client.ts';
import { replicationPath } from '../api/internal.ts';
import { textForWire } from '../api/wire.ts';
import type { Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';
import type { Release } from '../model/release.ts';
import { type GroupMessage, isAnswer } from '../replication/message.ts';
import { SentBytes } from './sent-bytes.ts';

type Way = 'replication' | 'bulk';
type Lane = { readonly way: Way; waiting: GroupMessage[]; busy: boolean };

export type OutboxDeps = {
  readonly clock: Clock;
  readonly client: Pick<PeerCalls, 'call'>;
  /** Base URL of a node, or null while nobody knows it. */
  readonly addressOf: (node: NodeId) => string | null;
  /** What a node reads: the older of its release's and our own. */
  readonly wireOf: (node: NodeId) => Release['wire'];
  /** Takes what stood in the reply to a batch for `from`. */
  readonly hearReply: (from: NodeId, reply: unknown) => void;
  /** A message that is not answered after so long is repeated by its group: the next request waits no longer, milliseconds. */
  readonly patienceMs: number;
  /** An answer that comes later is good all the same, up to this time: a node may be slow and well, milliseconds. */
  readonly lateMs: number;
};

/** More messages than this wait for one peer only if it does not answer: the oldest are lost, as on any network. */
const waitingMax = 10_000;
/** Time for one whole state, which may be large, milliseconds. */
const bulkDeadlineMs = 10_000;
/** Messages in one request, and characters of them all: far below what a node reads at once (64 MiB). */
const batchMax = 500;
const charactersMax = 8 * 1024 * 1024;

/** A reply that waits for the disk of this node: once its entries are durable, their answers come together. */
class PendingReply {
  #noteAnswer = (): void => undefined;

  noteAnswer(): void {
    this.#noteAnswer();
  }

  /** Resolves when answers have come, with all that the same turn of the event loop gives, or after `atMostMs`. */
  async nextAnswers(clock: Clock, atMostMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.schedule(atMostMs, resolve);
      this.#noteAnswer = () => {
        this.#noteAnswer = () => undefined;
        cancel();
        setImmediate(resolve);
      };
    });
  }
}

export class Outbox {
  readonly sentBytes = new SentBytes();
  readonly #deps: OutboxDeps;
  readonly #lanes: Readonly<Record<Way, Map<NodeId, Lane>>> = {
    replication: new Map(),
    bulk: new Map(),
  };
  /** Requests of other nodes that are being answered. */
  readonly #replies = new Map<NodeId, PendingReply>();

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** `fills`: part of filling a new copy, all of which goes one way so that it keeps its order. */
  send(to: NodeId, message: GroupMessage, fills = false): void {
    // A whole state takes long; on the way of its own it delays no keep-alive and no acknowledgement.
    const way = fills || message.kind === 'install' ? 'bulk' : 'replication';
    const lane = this.#lanes[way].get(to) ?? { way, waiting: [], busy: false };
    this.#lanes[way].set(to, lane);
    // A newer state of the same group makes one that still waits useless.
    if (message.kind === 'install') {
      lane.waiting = lane.waiting.filter(({ group }) => group !== message.group);
    }
    lane.waiting.push(message);
    if (lane.waiting.length > waitingMax) lane.waiting.splice(0, waitingMax / 2);
    const reply = isAnswer(message) ? this.#replies.get(to) : undefined;
    if (reply === undefined) this.#start(to, lane);
    else reply.noteAnswer();
  }

  /**
   * The answers to what `act` takes in, as JSON, for the reply to the node that sent it: those that are known at once, and
   * those that come next, if that is within `patienceMs`. What comes later makes a request of its own.
   */
  async answersTo(to: NodeId, act: () => void, patienceMs: number): Promise<readonly string[]> {
    if (this.#replies.has(to)) {
      act();
      return [];
    }
    const reply = new PendingReply();
    this.#replies.set(to, reply);
    try {
      act();
      if (patienceMs > 0) await reply.nextAnswers(this.#deps.clock, patienceMs);
      return this.#takeAnswers(to);
    } finally {
      this.#replies.delete(to);
      const lane = this.#lanes.replication.get(to);
      if (lane !== undefined && lane.waiting.length > 0) this.#start(to, lane);
    }
  }

  #takeAnswers(to: NodeId): readonly string[] {
    const lane = this.#lanes.replication.get(to);
    const answers = lane?.waiting.filter(isAnswer).slice(0, batchMax) ?? [];
    if (lane === undefined || answers.length === 0) return [];
    const taken = new Set<GroupMessage>(answers);
    lane.waiting = lane.waiting.filter((message) => !taken.has(message));
    return this.#count(to, takeTexts(answers, answers.length, this.#deps.wireOf(to)));
  }

  #start(to: NodeId, lane: Lane): void {
    if (lane.busy) return;
    lane.busy = true;
    // What the same turn of the event loop sends travels together.
    queueMicrotask(() => void this.#drain(to, lane));
  }

  async #drain(to: NodeId, lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) {
      const length = batchLength(lane.waiting);
      const base = this.#deps.addressOf(to);
      if (base === null) {
        lane.waiting.splice(0, length);
        continue;
      }
      const { client, patienceMs, lateMs } = this.#deps;
      const texts = this.#count(to, takeTexts(lane.waiting, length, this.#deps.wireOf(to)));
      const call = {
        base,
        lane: lane.way,
        path: replicationPath,
        json: `{"messages":[${texts.join(',')}]}`,
        deadlineMs: lane.way === 'bulk' ? Math.max(lateMs, bulkDeadlineMs) : lateMs,
      } as const;
      // A failed request is a lost message; the group notices and repeats.
      const heard = client.call(call).then(
        ({ status, body }) => {
          if (status === 200) this.#deps.hearReply(to, body);
        },
        () => undefined,
      );
      await (lane.way === 'bulk' ? heard : this.#atMost(patienceMs, heard));
    }
    lane.busy = false;
  }

  async #atMost(ms: number, done: Promise<void>): Promise<void> {
    const { clock } = this.#deps;
    await new Promise<void>((resolve) => {
      const cancel = clock.schedule(ms, resolve);
      void done.finally(() => {
        cancel();
        resolve();
      });
    });
  }

  #count(
    to: NodeId,
    sent: readonly { readonly group: string; readonly text: string }[],
  ): readonly string[] {
    return sent.map(({ group, text }) => {
      this.sentBytes.add(to, group, Buffer.byteLength(text));
      return text;
    });
  }
}

/** Takes up to `length` messages that are not too long together out of the queue, at least one, as JSON. */
function takeTexts(
  waiting: GroupMessage[],
  length: number,
  wire: Release['wire'],
): readonly { readonly group: string; readonly text: string }[] {
  const texts: { readonly group: string; readonly text: string }[] = [];
  let characters = 0;
  for (const message of waiting.slice(0, length)) {
    const text = textForWire(message, wire);
    characters += text.length;
    if (texts.length > 0 && characters > charactersMax) break;
    texts.push({ group: message.group, text });
  }
  waiting.splice(0, texts.length);
  return texts;
}

/** What fits into one request: a whole state alone, else everything up to the next one. */
function batchLength(waiting: readonly GroupMessage[]): number {
  const state = waiting.findIndex(({ kind }) => kind === 'install');
  return state === -1 ? batchMax : Math.min(Math.max(state, 1), batchMax);
}
