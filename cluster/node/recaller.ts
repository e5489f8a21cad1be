/** Recalls memories from several spaces at once: scatter to a copy of each, gather what comes in time. */
import type { Deadline } from '../api/deadline.ts';
import { type RecallAnswer, type RecallRequest, recallPath } from '../api/internal-recall.ts';
import { ApiError } from '../errors.ts';
import { confidenceFactor } from '../gossip/confidence.ts';
import type { Clock } from '../io/clock.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { compareSimilar } from '../store/recall-index.ts';
import type { Recalled, RecalledMemory, RecallQuestion } from '../store/recall-question.ts';
import { askCopies, type CopyAnswer } from './ask-copies.ts';
import { orderCopies } from './copies-order.ts';
import type { Groups } from './groups.ts';
import type { Peers } from './peers.ts';
import type { Routing } from './routing.ts';
import type { Spaces } from './spaces.ts';

export type RecallerDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly clock: Clock;
  readonly routing: Routing;
  readonly isPartitioned: () => boolean;
};

export type MissingSpace = { readonly space: SpaceId; readonly reason: string };

export type FoundMemory = RecalledMemory & {
  readonly space: SpaceId;
  /** Whose copy answered. */
  readonly node: NodeId;
};

export type Gathered = {
  /** The best first, over all spaces. */
  readonly memories: readonly FoundMemory[];
  readonly matches: number;
  readonly searched: number;
  readonly expected: number;
  readonly missing: readonly MissingSpace[];
  /** What confidences are to be multiplied with. */
  readonly factor: number;
};

/** Longest time for gathering; the last part of a request's time is kept for the answer, milliseconds. */
const gatherMs = 5_000;
const marginMs = 300;

export class Recaller {
  readonly #deps: RecallerDeps;

  constructor(deps: RecallerDeps) {
    this.#deps = deps;
  }

  /** All spaces that this node knows of. */
  everySpace(): readonly SpaceId[] {
    return this.#deps.groups.catalog?.machine.spaces().map(({ id }) => id) ?? [];
  }

  async recall(
    spaces: readonly SpaceId[],
    question: RecallQuestion,
    deadline: Deadline,
  ): Promise<Gathered> {
    const asked = [...new Set(spaces)];
    const answers = await Promise.all(
      asked.map((space) => this.#recallSpace(space, question, deadline)),
    );
    const found = answers.flatMap((answer, index) => toFound(asked[index] ?? '', answer));
    const missing = answers.flatMap((answer, index) =>
      answer.kind === 'missing' ? [{ space: asked[index] ?? '', reason: answer.reason }] : [],
    );
    const recalled = answers.flatMap((answer) =>
      answer.kind === 'answered' ? [answer.answer] : [],
    );
    return {
      memories: found.sort(compareSimilar).slice(0, question.limit),
      matches: recalled.reduce((sum, { matches }) => sum + matches, 0),
      searched: recalled.reduce((sum, { searched }) => sum + searched, 0),
      expected: asked.length,
      missing,
      factor: confidenceFactor({
        responding: recalled.length,
        expected: asked.length,
        partitioned: this.#deps.isPartitioned(),
      }),
    };
  }

  /** What this node's copy says, whether or not it is up to date. */
  answer({ space, question }: RecallRequest): RecallAnswer {
    const host = this.#deps.groups.spaces.get(space);
    if (host === undefined || host.status().role === 'learner') return { kind: 'no-copy' };
    return { kind: 'recalled', recalled: host.machine.recall(question) };
  }

  async #recallSpace(
    space: SpaceId,
    question: RecallQuestion,
    deadline: Deadline,
  ): Promise<CopyAnswer<Recalled>> {
    const { spaces, clock, routing } = this.#deps;
    const timeLeft = (): number =>
      Math.max(Math.min(gatherMs, deadline.remainingMs()) - marginMs, 1);
    try {
      await spaces.require(space, deadline);
    } catch (thrown) {
      // Nobody can say whether the space exists: it counts as missing. That it does not exist is the client's affair.
      if (!(thrown instanceof ApiError) || thrown.status !== 503) throw thrown;
      return { kind: 'missing', reason: thrown.message };
    }
    const copies = orderCopies(this.#deps, space);
    routing.request('recall', 'scatter');
    const said = await askCopies({
      copies,
      ask: (node, deadlineMs) => this.#ask(node, { space, question }, deadlineMs),
      deadlineMs: timeLeft(),
      clock,
    });
    if (said.kind === 'answered' && said.node !== copies[0]) routing.fallback();
    return said;
  }

  async #ask(node: NodeId, request: RecallRequest, deadlineMs: number): Promise<Recalled | null> {
    const { peers } = this.#deps;
    const answer =
      node === peers.self
        ? this.answer(request)
        : // The peer is another node of this program: it answers what `answer` returns.
          ((await peers.ask(node, recallPath, request, deadlineMs)) as RecallAnswer);
    return answer.kind === 'recalled' ? answer.recalled : null;
  }
}

function toFound(space: SpaceId, answer: CopyAnswer<Recalled>): readonly FoundMemory[] {
  if (answer.kind === 'missing') return [];
  return answer.answer.memories.map((memory) => ({ ...memory, space, node: answer.node }));
}
