/** The file that holds the keys of a cluster: JSON, secrets hashed. Pure; who reads and writes it is `io/private-file.ts`. */
import * as z from 'zod';
import { parseSecretHash } from './key-hash.ts';
import { scopes } from './principal.ts';

const keyRow = z.strictObject({
  /** The middle part of the key. */
  id: z.string().regex(/^[A-Za-z0-9]{24}$/, { error: 'expected 24 letters and digits' }),
  /** For people. 1 to 64 characters. */
  name: z.string().min(1).max(64),
  /** See `key-hash.ts`. */
  hash: z.string().refine((text) => parseSecretHash(text) !== null, {
    error: 'expected `scrypt$N$r$p$salt$hash`',
  }),
  scopes: z.array(z.enum(scopes)).min(1),
  /** Spaces it may touch; null for all. */
  spaces: z.array(z.string()).nullable(),
  created_at: z.iso.datetime(),
  /** From then on it is refused; null: it never expires. */
  expires_at: z.iso.datetime().nullable(),
  /** Its own limit of requests; null for that of the node. */
  rate_limit: z
    .strictObject({
      requests_per_second: z.number().positive().max(1_000_000),
      burst: z.number().min(1).max(1_000_000),
    })
    .nullable(),
});

const keyFile = z
  .strictObject({ version: z.literal(1), keys: z.array(keyRow) })
  .refine(({ keys }) => new Set(keys.map(({ id }) => id)).size === keys.length, {
    error: 'expected every key id once',
  });

export type KeyRow = z.infer<typeof keyRow>;
export type KeyFile = z.infer<typeof keyFile>;

export const emptyKeyFile: KeyFile = { version: 1, keys: [] };

export type KeyFileResult =
  | { readonly kind: 'valid'; readonly file: KeyFile }
  | { readonly kind: 'invalid'; readonly message: string };

export function parseKeyFile(text: string): KeyFileResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'invalid', message: 'Unexpected text, expected JSON' };
  }
  const checked = keyFile.safeParse(value);
  if (checked.success) return { kind: 'valid', file: checked.data };
  const [issue] = checked.error.issues;
  const path = issue?.path.join('.') ?? '';
  const place = path === '' ? '' : `\`${path}\`: `;
  return { kind: 'invalid', message: `${place}${issue?.message ?? 'unknown'}` };
}

export function formatKeyFile(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}
