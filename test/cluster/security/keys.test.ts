import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatKeyFile, type KeyRow, parseKeyFile } from '../../../cluster/security/key-file.ts';
import { hashSecret, isSecret, parseSecretHash } from '../../../cluster/security/key-hash.ts';
import { formatKeyText, newKeyText, parseKeyText } from '../../../cluster/security/key-text.ts';

const salt = Buffer.alloc(16, 7);

test('a new key has the documented form and is read back as it is', () => {
  const key = newKeyText((bound) => randomInt(bound));
  const text = formatKeyText(key);
  expect(text).toMatch(/^engram_key_[A-Za-z0-9]{24}_[A-Za-z0-9]{32}$/);
  expect(parseKeyText(text)).toEqual(key);
});

test.each([
  '',
  'engram_key_',
  'engram_key_short_short',
  `${'x'.repeat(70)}`,
  'Bearer engram_key_a_b',
])('`%s` is no key', (text) => {
  expect(parseKeyText(text)).toBeNull();
});

test('only the secret fits its hash, and the hash does not show it', async () => {
  const text = await hashSecret('a-secret-of-somebody', salt);
  expect(text).toMatch(/^scrypt\$16384\$8\$1\$/);
  expect(text).not.toContain('secret');
  const hash = parseSecretHash(text);
  if (hash === null) throw new Error('The hash must be one.');
  expect(await isSecret('a-secret-of-somebody', hash)).toBe(true);
  expect(await isSecret('a-secret-of-somebodz', hash)).toBe(false);
});

test.each([
  ['no hash', 'hello'],
  ['an N that is no power of two', 'scrypt$16383$8$1$'],
  ['an N that would keep the node busy', 'scrypt$1048576$8$1$'],
  ['an r that would fill its memory', 'scrypt$16384$99$1$'],
])('%s is refused', (_, head) => {
  const tail = `${salt.toString('base64url')}$${'A'.repeat(43)}`;
  expect(parseSecretHash(`${head}${tail}`)).toBeNull();
});

const row: KeyRow = {
  id: 'a'.repeat(24),
  name: 'ops',
  hash: `scrypt$16384$8$1$${salt.toString('base64url')}$${'A'.repeat(43)}`,
  scopes: ['admin'],
  spaces: null,
  created_at: '2026-01-05T10:00:00.000Z',
  expires_at: null,
  rate_limit: null,
};

test('a key file is read back as it was written', () => {
  const file = { version: 1 as const, keys: [row] };
  expect(parseKeyFile(formatKeyFile(file))).toEqual({ kind: 'valid', file });
});

test.each([
  ['{', 'Unexpected text, expected JSON'],
  [JSON.stringify({ version: 1, keys: [row, row] }), 'expected every key id once'],
  [
    JSON.stringify({ version: 1, keys: [{ ...row, hash: 'plain' }] }),
    '`keys.0.hash`: expected `scrypt$N$r$p$salt$hash`',
  ],
  [JSON.stringify({ version: 1, keys: [{ ...row, scopes: [] }] }), /keys\.0\.scopes/],
  [JSON.stringify({ version: 1, keys: [{ ...row, admin: true }] }), /Unrecognized key/],
])('a key file with a mistake is refused whole: %s', (text, message) => {
  expect(parseKeyFile(text)).toEqual({
    kind: 'invalid',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});
