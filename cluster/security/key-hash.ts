/**
 * How the secret of a key is kept: `scrypt$N$r$p$salt$hash`, salt and hash in base64url. The parameters stand in the text, so
 * that a later version may raise them for new keys.
 */
import { scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MiB and some 40 ms a try: dear for whoever guesses, paid once by a node for each key that is used. */
const cost = { N: 16_384, r: 8, p: 1 } as const;
const hashBytes = 32;
/** A file that asks for more is refused rather than obeyed: N = 2^17, r = 8 needs 128 MiB. */
const costMax = { N: 131_072, r: 8, p: 4 } as const;
const memoryMax = 160 * 1024 * 1024;

export type SecretHash = {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

/** `salt`: 16 bytes of chance, new for each key. */
export async function hashSecret(secret: string, salt: Buffer): Promise<string> {
  const hash = await derive(secret, { ...cost, salt, length: hashBytes });
  const { N, r, p } = cost;
  return `scrypt$${N}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Null if the text is no hash, or one that would take too long to check. */
export function parseSecretHash(text: string): SecretHash | null {
  const [, N, r, p, salt, hash] =
    /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,64})\$([\w-]{43})$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return null;
  const parsed = { N: Number(N), r: Number(r), p: Number(p) };
  const isPower = parsed.N > 1 && (parsed.N & (parsed.N - 1)) === 0;
  const fits = parsed.N <= costMax.N && parsed.r <= costMax.r && parsed.p <= costMax.p;
  if (!isPower || !fits || parsed.r < 1 || parsed.p < 1) return null;
  return {
    ...parsed,
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

export async function isSecret(secret: string, expected: SecretHash): Promise<boolean> {
  const hash = await derive(secret, { ...expected, length: expected.hash.length });
  return timingSafeEqual(hash, expected.hash);
}

async function derive(
  secret: string,
  options: {
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: Buffer;
    readonly length: number;
  },
): Promise<Buffer> {
  const { N, r, p, salt, length } = options;
  return await new Promise((resolve, reject) => {
    scrypt(secret, salt, length, { N, r, p, maxmem: memoryMax }, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}
