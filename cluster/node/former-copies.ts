/** Ends copies that their space has given up. A copy that is away when that happens learns it from the catalog later. */
import type { Logger } from '../io/logger.ts';
import { comparePositions } from '../model/entry.ts';
import type { SpaceId } from '../model/ids.ts';
import type { GroupStatus } from '../replication/status.ts';
import type { Groups } from './groups.ts';

/** A copy is ended when it was found to be a former one, and to hear nothing new, in so many rounds. */
const roundsMin = 3;

export class FormerCopies {
  readonly #groups: Groups;
  readonly #logger: Logger;
  readonly #found = new Map<SpaceId, { readonly lastSequence: number; readonly rounds: number }>();

  constructor(groups: Groups, logger: Logger) {
    this.#groups = groups;
    this.#logger = logger;
  }

  /** One round; to be called every second or so. */
  run(self: string): void {
    for (const [space, host] of this.#groups.spaces) {
      const status = host.status();
      if (!this.#isFormer(space, status, self)) {
        this.#found.delete(space);
        continue;
      }
      const before = this.#found.get(space);
      const { lastSequence } = status;
      const quiet = before?.lastSequence === lastSequence ? before.rounds : 0;
      this.#found.set(space, { lastSequence, rounds: quiet + 1 });
      if (quiet + 1 < roundsMin) continue;
      this.#found.delete(space);
      this.#logger.info('copy-ended', { operation: 'drop_copy', memory_space: space });
      // A disk that fails stops the node by itself.
      void this.#groups.drop(space).catch(() => undefined);
    }
  }

  /** The catalog names other copies, by a decision that is known to this copy or not older than all it has. */
  #isFormer(space: SpaceId, status: GroupStatus, self: string): boolean {
    const catalog = this.#groups.catalog?.machine;
    const row = catalog?.space(space);
    if (row === undefined || row === null || row.version === 1 || status.role === 'primary')
      return false;
    if ([...row.copies.voters, ...row.copies.learners].includes(self)) return false;
    const run = catalog?.rebalance();
    const isAwaited = run?.moves.some((move) => move.space === space && move.to === self);
    if (run?.finishedAt === null && isAwaited === true) return false;
    const { voters, learners } = status.copies;
    // The last to hear that its removal is committed is the one that was removed; the row was recorded after that.
    const isSettled = status.copiesSettled || status.copiesSequence <= row.sequence;
    const knowsIt = isSettled && ![...voters, ...learners].includes(self);
    // What was written after the row in an older epoch is not committed, and never will be.
    const last = { epoch: status.lastEpoch, sequence: status.lastSequence };
    return knowsIt || comparePositions(last, row) <= 0;
  }
}
