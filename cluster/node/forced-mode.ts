/**
 * Read-only by order: an operator has said that this node belongs to a minority, whatever it thinks itself. It stays so
 * over restarts, until somebody takes the order back or the time is up that the operator gave it.
 *
 * An order has no end unless it is given one: who fences a node may not be there when a default would end the fence. Ending
 * it can lose nothing that was acknowledged, as a node without a majority is read-only anyway.
 */
import { forcedSecondsMax } from '../api/contract/status.ts';
import type { Clock } from '../io/clock.ts';
import { type Disk, replaceFile } from '../io/disk.ts';

type Order = {
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339; null: until it is taken back. */
  readonly until: string | null;
};

type Deps = {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Of the file that holds the order. */
  readonly path: string;
};

export class ForcedMode {
  readonly #deps: Deps;
  #order: Order | null;
  /** When it ends on the monotonic clock; null without an end. */
  #endsAt: number | null = null;
  /** One change of the file after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: Deps, order: Order | null) {
    this.#deps = deps;
    this.#order = order;
    if (order?.until == null) return;
    const { clock } = deps;
    // A clock that was set back meanwhile makes it no longer than any order may be.
    const leftMs = Math.min(Date.parse(order.until) - clock.wallMs(), forcedSecondsMax * 1_000);
    this.#endsAt = clock.monotonicMs() + leftMs;
  }

  /** When the order was given, RFC 3339; null while there is none. */
  get since(): string | null {
    return this.#order?.since ?? null;
  }

  /** When it will end by itself, RFC 3339; null without an order, and for one without an end. */
  get until(): string | null {
    return this.#order?.until ?? null;
  }

  /**
   * Takes effect at once; resolves when it will survive a restart. Given again it keeps its beginning, and has the new end:
   * null for none.
   */
  async force(ttlMs: number | null): Promise<void> {
    const { clock } = this.#deps;
    const stamp = (ms: number): string => new Date(ms).toISOString();
    const until = ttlMs === null ? null : stamp(clock.wallMs() + ttlMs);
    this.#order = { since: this.since ?? stamp(clock.wallMs()), until };
    this.#endsAt = ttlMs === null ? null : clock.monotonicMs() + ttlMs;
    await this.#inTurn(() => this.#write(this.#order));
  }

  /** Ends only when it is durable: a node that forgot it in a crash would else be writable by mistake. */
  async clear(): Promise<void> {
    await this.#inTurn(() => this.#end());
  }

  /** Ends the order if its time is up, and says whether it has; to be called every second or so. */
  async endIfDue(): Promise<boolean> {
    if (!this.#isDue()) return false;
    return await this.#inTurn(async () => this.#isDue() && (await this.#end()));
  }

  #isDue(): boolean {
    return this.#endsAt !== null && this.#deps.clock.monotonicMs() >= this.#endsAt;
  }

  /** False if there is none, or another was given meanwhile, which then stays. */
  async #end(): Promise<boolean> {
    const ended = this.#order;
    if (ended === null) return false;
    await this.#write(null);
    if (this.#order !== ended) return false;
    this.#order = null;
    this.#endsAt = null;
    return true;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return await done;
  }

  async #write(order: Order | null): Promise<void> {
    const { disk, path } = this.#deps;
    await replaceFile(disk, path, Buffer.from(`${JSON.stringify(order ?? { since: null })}\n`));
  }
}

export async function openForcedMode(
  disk: Disk,
  clock: Clock,
  dataRoot: string,
): Promise<ForcedMode> {
  const path = `${dataRoot}/forced-read-only.json`;
  const deps = { disk, clock, path };
  if ((await disk.size(path)) === null) return new ForcedMode(deps, null);
  return new ForcedMode(deps, decode(Buffer.from(await disk.read(path)).toString()));
}

/** A file that cannot be read counts as an order without an end: read-only is the safe mistake. */
function decode(text: string): Order | null {
  try {
    const { since, until } = JSON.parse(text) as {
      readonly since?: unknown;
      readonly until?: unknown;
    };
    if (since === null) return null;
    const hasEnd = typeof until === 'string' && !Number.isNaN(Date.parse(until));
    if (typeof since === 'string') return { since, until: hasEnd ? until : null };
  } catch {
    // Below.
  }
  return { since: new Date(0).toISOString(), until: null };
}
