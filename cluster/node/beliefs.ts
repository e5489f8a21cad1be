/** Asking for the patterns and conflicts of any space, and settling conflicts, from any node. */
import type { Deadline } from '../api/deadline.ts';
import {
  type BeliefsAnswer,
  beliefsPath,
  type ConflictsAnswer,
  conflictsPath,
  type DatedConflict,
  type SettleAnswer,
  type SettleRequest,
  settlePath,
} from '../api/internal-gossip.ts';
import type { Conflict } from '../gossip/conflicts.ts';
import type { Pattern } from '../gossip/pattern.ts';
import { type SettleOrder, settleConflicts } from '../gossip/settle.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { NodeId, SpaceId } from '../model/ids.ts';
import { askCopies, type CopyAnswer } from './ask-copies.ts';
import { type CopiesDeps, orderCopies } from './copies-order.ts';
import type { Gossiper } from './gossiper.ts';
import type { Patterns } from './patterns.ts';
import type { MissingSpace } from './recaller.ts';

export type BeliefsDeps = CopiesDeps & {
  readonly patterns: Patterns;
  readonly gossiper: Gossiper;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type ListedConflicts = {
  readonly conflicts: readonly DatedConflict[];
  readonly missing: readonly MissingSpace[];
};

export type SettledConflicts = {
  readonly resolved: readonly Conflict[];
  readonly remaining: readonly Conflict[];
  readonly missing: readonly MissingSpace[];
};

/** The last part of a request's time is kept for the answer, milliseconds. */
const marginMs = 300;

type Answered = { readonly kind: 'held' } | { readonly kind: 'no-copy' };
type Held<Answer> = Extract<Answer, { readonly kind: 'held' }>;

export class Beliefs {
  readonly #deps: BeliefsDeps;

  constructor(deps: BeliefsDeps) {
    this.#deps = deps;
  }

  /** The patterns of a space as one of its copies has them; missing if no copy answers. */
  async patterns(space: SpaceId, deadline: Deadline): Promise<CopyAnswer<readonly Pattern[]>> {
    await this.#deps.spaces.require(space, deadline);
    const said = await this.#ask<BeliefsAnswer>(space, beliefsPath, { space }, deadline, () =>
      this.answerPatterns(space),
    );
    return said.kind === 'missing' ? said : { ...said, answer: said.answer.patterns };
  }

  /** The conflicts of one space, or of all. */
  async conflicts(space: SpaceId | null, deadline: Deadline): Promise<ListedConflicts> {
    const spaces = await this.#choose(space, deadline);
    const answers = await Promise.all(
      spaces.map((id) =>
        this.#ask<ConflictsAnswer>(id, conflictsPath, { space: id }, deadline, () =>
          this.answerConflicts(id),
        ),
      ),
    );
    return {
      conflicts: heldIn(answers).flatMap(({ conflicts }) => conflicts),
      missing: missingIn(spaces, answers),
    };
  }

  /** Settles the conflicts of one space, or of all; each on one of its copies, which tells the others at once. */
  async settle(
    space: SpaceId | null,
    { order, dryRun }: { readonly order: SettleOrder; readonly dryRun: boolean },
    deadline: Deadline,
  ): Promise<SettledConflicts> {
    const spaces = await this.#choose(space, deadline);
    const answers = await Promise.all(
      spaces.map((id) => {
        const request: SettleRequest = { space: id, order, dryRun };
        return this.#ask<SettleAnswer>(id, settlePath, request, deadline, () =>
          this.answerSettle(request),
        );
      }),
    );
    const held = heldIn(answers);
    return {
      resolved: held.flatMap(({ resolved }) => resolved),
      remaining: held.flatMap(({ remaining }) => remaining),
      missing: missingIn(spaces, answers),
    };
  }

  async answerPatterns(space: SpaceId): Promise<BeliefsAnswer> {
    const set = await this.#deps.patterns.of(space);
    return set === null ? { kind: 'no-copy' } : { kind: 'held', patterns: set.all() };
  }

  async answerConflicts(space: SpaceId): Promise<ConflictsAnswer> {
    const conflicts = await this.#deps.patterns.conflicts(space);
    return conflicts === null ? { kind: 'no-copy' } : { kind: 'held', conflicts };
  }

  /** What this node does with an operator's decision on a space that it holds. */
  async answerSettle({ space, order, dryRun }: SettleRequest): Promise<SettleAnswer> {
    const { patterns, gossiper, logger } = this.#deps;
    const set = await patterns.of(space);
    if (set === null) return { kind: 'no-copy' };
    let { resolved, remaining } = settleConflicts(space, set.inConflict(), order);
    if (!dryRun && resolved.length > 0) {
      await set.change(() => {
        const settled = settleConflicts(space, set.inConflict(), order);
        ({ resolved, remaining } = settled);
        return settled.changes;
      });
      await gossiper.spread(space);
      logger.info('conflicts-resolved', {
        operation: 'resolve_conflicts',
        memory_space: space,
        strategy: order.strategy,
        count: resolved.length,
      });
    }
    return { kind: 'held', resolved, remaining };
  }

  async #choose(space: SpaceId | null, deadline: Deadline): Promise<readonly SpaceId[]> {
    const { groups, spaces } = this.#deps;
    if (space !== null) return [(await spaces.require(space, deadline)).id];
    return groups.catalog?.machine.spaces().map(({ id }) => id) ?? [];
  }

  async #ask<Answer extends Answered>(
    space: SpaceId,
    path: string,
    body: unknown,
    deadline: Deadline,
    answerHere: () => Promise<Answer>,
  ): Promise<CopyAnswer<Held<Answer>>> {
    const { peers, clock } = this.#deps;
    const ask = async (node: NodeId, deadlineMs: number): Promise<Held<Answer> | null> => {
      const answer =
        node === peers.self
          ? await answerHere()
          : // The peer is another node of this program: it answers what `answerHere` would.
            ((await peers.ask(node, path, body, deadlineMs)) as Answer);
      return answer.kind === 'held' ? (answer as Held<Answer>) : null;
    };
    const deadlineMs = Math.max(deadline.remainingMs() - marginMs, 1);
    return await askCopies({ copies: orderCopies(this.#deps, space), ask, deadlineMs, clock });
  }
}

function heldIn<Answer>(answers: readonly CopyAnswer<Answer>[]): readonly Answer[] {
  return answers.flatMap((said) => (said.kind === 'answered' ? [said.answer] : []));
}

function missingIn(
  spaces: readonly SpaceId[],
  answers: readonly CopyAnswer<unknown>[],
): readonly MissingSpace[] {
  return answers.flatMap((said, index) =>
    said.kind === 'missing' ? [{ space: spaces[index] ?? '', reason: said.reason }] : [],
  );
}
