/** Token buckets, one for each key or address. Time comes in, nothing runs by itself. */
import type { Rate } from './principal.ts';

type Bucket = { tokens: number; at: number };

/** Buckets kept; when there are more, those that are full again go first: they say nothing. */
const bucketsMax = 10_000;

export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes one token of `who`; 0 if there was one, else the seconds until there is. */
  take(who: string, rate: Rate, nowMs: number): number {
    const bucket = this.#refilled(who, rate, nowMs);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return (1 - bucket.tokens) / rate.perSecond;
  }

  /** The same question without taking a token. */
  wait(who: string, rate: Rate, nowMs: number): number {
    const { tokens } = this.#refilled(who, rate, nowMs);
    return tokens >= 1 ? 0 : (1 - tokens) / rate.perSecond;
  }

  get size(): number {
    return this.#buckets.size;
  }

  #refilled(who: string, rate: Rate, nowMs: number): Bucket {
    const known = this.#buckets.get(who);
    if (known === undefined) {
      if (this.#buckets.size >= bucketsMax) this.#makeRoom(rate, nowMs);
      const bucket = { tokens: rate.burst, at: nowMs };
      this.#buckets.set(who, bucket);
      return bucket;
    }
    const passed = Math.max(0, nowMs - known.at) / 1_000;
    known.tokens = Math.min(rate.burst, known.tokens + passed * rate.perSecond);
    known.at = nowMs;
    return known;
  }

  #makeRoom(rate: Rate, nowMs: number): void {
    for (const [who, { tokens, at }] of this.#buckets) {
      const refilled = tokens + ((nowMs - at) / 1_000) * rate.perSecond;
      if (refilled >= rate.burst) this.#buckets.delete(who);
    }
    // All are in use: the one that asked longest ago loses its history.
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= bucketsMax && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
