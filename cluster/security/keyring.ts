/**
 * The keys of the moment. Checking a secret is slow on purpose, so a key that was right once is known by a digest from then
 * on: a request costs one SHA-256 and two look-ups. Whatever replaces the keys empties that memory.
 */
import { createHash } from 'node:crypto';
import type { KeyFile, KeyRow } from './key-file.ts';
import { isSecret, parseSecretHash, type SecretHash } from './key-hash.ts';
import { parseKeyText } from './key-text.ts';
import type { Principal } from './principal.ts';

export type Verdict =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: 'invalid'; readonly reason: InvalidReason }
  /** Too many secrets are being checked: ask again. */
  | { readonly kind: 'busy' }
  /** The keys cannot be read: nobody gets in. */
  | { readonly kind: 'closed' };

export type InvalidReason = 'malformed' | 'unknown' | 'expired';

type Known = {
  readonly hash: SecretHash;
  readonly principal: Principal;
  readonly expiresAt: number | null;
};

/** Checks wait for each other: each takes a thread that the disk needs as well. More than this many are refused. */
const checksMax = 16;
/** Digests remembered; one for each key in use, so this is only a bound. */
const digestsMax = 10_000;

export class Keyring {
  /** Null: closed. */
  #keys: ReadonlyMap<string, Known> | null = null;
  /** Digest of a whole key that was right, and its id. */
  readonly #right = new Map<string, string>();
  #checks = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** From now on these keys count, and no others. */
  replace(file: KeyFile): void {
    this.#keys = new Map(file.keys.flatMap((row) => toKnown(row)));
    this.#right.clear();
  }

  /** From now on no key counts. */
  close(): void {
    this.#keys = null;
    this.#right.clear();
  }

  /** What is known without a slow check; null if there must be one. */
  recall(text: string, wallMs: number): Verdict | null {
    const keys = this.#keys;
    if (keys === null) return { kind: 'closed' };
    const parsed = parseKeyText(text);
    if (parsed === null) return { kind: 'invalid', reason: 'malformed' };
    const known = keys.get(parsed.id);
    if (known === undefined) return { kind: 'invalid', reason: 'unknown' };
    if (this.#right.get(digest(text)) !== parsed.id) return null;
    return judge(known, wallMs);
  }

  async verify(text: string, wallMs: () => number): Promise<Verdict> {
    const recalled = this.recall(text, wallMs());
    if (recalled !== null) return recalled;
    if (this.#checks >= checksMax) return { kind: 'busy' };
    this.#checks += 1;
    const check = this.#last.then(async () => await this.#check(text, wallMs));
    this.#last = check.catch(() => undefined);
    return await check.finally(() => {
      this.#checks -= 1;
    });
  }

  async #check(text: string, wallMs: () => number): Promise<Verdict> {
    // Whoever waited before may have had the same key, or the keys may have changed.
    const recalled = this.recall(text, wallMs());
    if (recalled !== null) return recalled;
    const keys = this.#keys;
    const parsed = parseKeyText(text);
    const known = parsed === null ? undefined : keys?.get(parsed.id);
    if (parsed === null || known === undefined) return { kind: 'invalid', reason: 'unknown' };
    const isRight = await isSecret(parsed.secret, known.hash);
    if (!isRight) return { kind: 'invalid', reason: 'unknown' };
    // A key that was revoked while its secret was checked is revoked.
    if (this.#keys !== keys) return this.recall(text, wallMs()) ?? { kind: 'busy' };
    if (this.#right.size >= digestsMax) this.#right.clear();
    this.#right.set(digest(text), parsed.id);
    return judge(known, wallMs());
  }
}

function judge({ principal, expiresAt }: Known, wallMs: number): Verdict {
  if (expiresAt !== null && wallMs >= expiresAt) return { kind: 'invalid', reason: 'expired' };
  return { kind: 'valid', principal };
}

function toKnown(row: KeyRow): readonly (readonly [string, Known])[] {
  const hash = parseSecretHash(row.hash);
  if (hash === null) return [];
  const { rate_limit: rate } = row;
  const principal: Principal = {
    keyId: row.id,
    name: row.name,
    scopes: new Set(row.scopes),
    spaces: row.spaces === null ? null : new Set(row.spaces),
    rate: rate === null ? null : { perSecond: rate.requests_per_second, burst: rate.burst },
  };
  const expiresAt = row.expires_at === null ? null : Date.parse(row.expires_at);
  return [[row.id, { hash, principal, expiresAt }]];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
