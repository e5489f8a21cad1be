/**
 * Repairs that somebody ordered here. Primaries repair the copies of their spaces by themselves; an order only hurries
 * them, and is remembered so that whoever gave it can see what came of it.
 */
import { Deadline } from '../api/deadline.ts';
import { repairStatusPath } from '../api/internal.ts';
import { ApiError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { SpaceId } from '../model/ids.ts';
import type { MissingCopy } from '../replication/missing-copies.ts';
import type { Repaired, RepairedEverywhere } from './maintenance.ts';
import type { Peers } from './peers.ts';
import { Remembered } from './remembered.ts';
import type { SpaceView } from './space-view.ts';

export type RepairsDeps = {
  readonly peers: Peers;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A repair in which nothing moves on for so long has failed. */
  readonly stuckAfterMs: number;
  /** Has every primary repair its spaces now; to be repeated, as offices change and silent nodes come back. */
  readonly repairAll: (deadline: Deadline) => Promise<RepairedEverywhere>;
  readonly viewSpaces: () => Promise<readonly SpaceView[]>;
};

export type Repair = {
  readonly id: string;
  /** failed: nothing has moved on for a while; the primaries go on trying all the same. */
  readonly state: 'repairing' | 'complete' | 'failed';
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; null while it is open. */
  readonly finishedAt: string | null;
  /** Spaces that lacked a copy, sorted. */
  readonly spaces: readonly SpaceId[];
  /** Those of them that still do. */
  readonly remaining: readonly SpaceId[];
  readonly missing: readonly MissingInSpace[];
};

export type MissingInSpace = MissingCopy & { readonly space: SpaceId };

export type RepairOrdered = Repaired & { readonly id: string | null };

const lookDeadlineMs = 2_000;

export class Repairs {
  readonly #deps: RepairsDeps;
  readonly #repairs: Remembered<Repair>;
  /** How far the open one has come, and since when it has been there. */
  #progress: { readonly stage: Stage; readonly since: number } | null = null;
  #isLooking = false;

  constructor(deps: RepairsDeps) {
    this.#deps = deps;
    const { peers, clock } = deps;
    this.#repairs = new Remembered({ prefix: 'repair', path: repairStatusPath, peers, clock });
  }

  /** Begins one. While one is open here that one is told of what is missing too. The id is null if nothing is missing. */
  async start(deadline: Deadline): Promise<RepairOrdered> {
    const repaired = await this.#repairNow(deadline);
    const lacking = [...repaired.affected, ...repaired.waiting];
    const open = this.#open();
    // Somebody has looked after it: the time starts anew.
    this.#progress = null;
    if (open !== null) {
      const spaces = [...new Set([...open.spaces, ...lacking])].sort();
      this.#repairs.change(open.id, (repair) => ({ ...repair, spaces, remaining: spaces }));
      return { ...repaired, id: open.id };
    }
    if (lacking.length === 0) return { ...repaired, id: null };
    const spaces = lacking.sort();
    const id = this.#repairs.newId();
    const rest = { startedAt: this.#now(), finishedAt: null, missing: [] };
    this.#repairs.note({ id, state: 'repairing', spaces, remaining: spaces, ...rest });
    return { ...repaired, id };
  }

  /** Looks how far the open one is; to be called every second or so. */
  run(): void {
    const open = this.#open();
    if (open === null || this.#isLooking) return;
    this.#isLooking = true;
    void this.#look(open.id)
      .catch((thrown: unknown) =>
        this.#deps.logger.warn('repair-not-seen', { id: open.id, reason: sentenceOf(thrown) }),
      )
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** The repair as the node where it was ordered knows it; null if nobody remembers it. */
  find(id: string, deadline: Deadline): Promise<Repair | null> {
    return this.#repairs.find(id, deadline);
  }

  own(id: string): Repair | null {
    return this.#repairs.own(id);
  }

  /** Its primaries plan nothing yet for a space whose node is suspected; it lacks a copy all the same. */
  async #repairNow(deadline: Deadline): Promise<Repaired> {
    const { repairAll, viewSpaces } = this.#deps;
    const { affected, waiting, silent } = await repairAll(deadline);
    const lacking = (await viewSpaces()).flatMap(({ id, underReplicated }) =>
      underReplicated && !waiting.includes(id) ? id : [],
    );
    const all = [...new Set([...affected, ...lacking])].sort();
    const [unheard] = silent;
    if (unheard !== undefined && all.length + waiting.length === 0) {
      const message = `\`${unheard}\` did not answer in time, and nobody else lacks a copy.`;
      throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', message, { retryAfterSeconds: 1 });
    }
    return { affected: all, waiting };
  }

  async #look(id: string): Promise<void> {
    const { repairAll, viewSpaces, clock } = this.#deps;
    await repairAll(new Deadline(lookDeadlineMs, clock));
    const spaces = await viewSpaces();
    this.#repairs.change(id, (repair) => {
      const seen = { ...repair, ...lackingNow(repair.spaces, spaces) };
      const state = this.#judge(seen);
      if (state === 'repairing') return seen;
      this.#progress = null;
      this.#deps.logger.info('repair-finished', { operation: 'repair', id, outcome: state });
      return { ...seen, state, finishedAt: this.#now() };
    });
  }

  #judge({ remaining, missing }: Repair): Repair['state'] {
    if (remaining.length === 0) return 'complete';
    const now = this.#deps.clock.monotonicMs();
    const stage = stageOf(missing);
    if (this.#progress === null || isFurther(stage, this.#progress.stage)) {
      this.#progress = { stage, since: now };
    }
    return now - this.#progress.since < this.#deps.stuckAfterMs ? 'repairing' : 'failed';
  }

  #open(): Repair | null {
    return this.#repairs.rows().find(({ state }) => state === 'repairing') ?? null;
  }

  #now(): string {
    return new Date(this.#deps.clock.wallMs()).toISOString();
  }
}

/** Pure: which of the spaces are under-replicated, and the copies that they lack. */
function lackingNow(
  ids: readonly SpaceId[],
  spaces: readonly SpaceView[],
): Pick<Repair, 'remaining' | 'missing'> {
  const lacking = spaces.filter(({ id, underReplicated }) => underReplicated && ids.includes(id));
  return {
    remaining: lacking.map(({ id }) => id).sort(),
    missing: lacking.flatMap(({ id, missing }) => missing.map((copy) => ({ ...copy, space: id }))),
  };
}

type Stage = {
  /** Which copies are missing, and why: that changes when one is given to a node, or is complete. */
  readonly copies: string;
  /** Writes that copies lack, all together. */
  readonly lag: number;
};

function stageOf(missing: readonly MissingInSpace[]): Stage {
  return {
    copies: missing.map(({ space, node, reason }) => `${space} ${node} ${reason}`).join(),
    lag: missing.reduce((sum, { lagSequences }) => sum + (lagSequences ?? 0), 0),
  };
}

function isFurther(stage: Stage, before: Stage): boolean {
  return stage.copies !== before.copies || stage.lag < before.lag;
}
