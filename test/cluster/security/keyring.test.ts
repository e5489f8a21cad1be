import { expect, test } from 'vitest';
import type { KeyRow } from '../../../cluster/security/key-file.ts';
import { hashSecret } from '../../../cluster/security/key-hash.ts';
import { formatKeyText, parseKeyText } from '../../../cluster/security/key-text.ts';
import { Keyring } from '../../../cluster/security/keyring.ts';

const id = 'a'.repeat(24);
const key = formatKeyText({ id, secret: 's'.repeat(32) });
const wrongKey = formatKeyText({ id, secret: 't'.repeat(32) });
const hash = await hashSecret('s'.repeat(32), Buffer.alloc(16, 1));
const now = Date.parse('2026-01-05T10:00:00Z');

function ring(more: Partial<KeyRow> = {}): Keyring {
  const keyring = new Keyring();
  keyring.replace({ version: 1, keys: [{ ...row(), ...more }] });
  return keyring;
}

function row(): KeyRow {
  return {
    id,
    name: 'ops',
    hash,
    scopes: ['memory:read'],
    spaces: ['notes'],
    created_at: '2026-01-05T10:00:00.000Z',
    expires_at: null,
    rate_limit: { requests_per_second: 5, burst: 7 },
  };
}

test('the right key is its principal, and is known without a check from then on', async () => {
  const keyring = ring();
  expect(keyring.recall(key, now)).toBeNull();
  const verdict = await keyring.verify(key, () => now);
  expect(verdict).toEqual({
    kind: 'valid',
    principal: {
      keyId: id,
      name: 'ops',
      scopes: new Set(['memory:read']),
      spaces: new Set(['notes']),
      rate: { perSecond: 5, burst: 7 },
    },
  });
  expect(keyring.recall(key, now)).toEqual(verdict);
});

test('a wrong secret is refused, before and after the right one was seen', async () => {
  const keyring = ring();
  const refusal = { kind: 'invalid', reason: 'unknown' };
  expect(await keyring.verify(wrongKey, () => now)).toEqual(refusal);
  await keyring.verify(key, () => now);
  expect(await keyring.verify(wrongKey, () => now)).toEqual(refusal);
});

test('what is no key, or of no known id, costs no check', () => {
  const keyring = ring();
  expect(keyring.recall('engram', now)).toEqual({ kind: 'invalid', reason: 'malformed' });
  const other = formatKeyText({ id: 'b'.repeat(24), secret: 's'.repeat(32) });
  expect(keyring.recall(other, now)).toEqual({ kind: 'invalid', reason: 'unknown' });
});

test('a key ends at its time, cached or not', async () => {
  const keyring = ring({ expires_at: '2026-01-05T10:00:01.000Z' });
  expect(await keyring.verify(key, () => now)).toMatchObject({ kind: 'valid' });
  expect(keyring.recall(key, now + 999)).toMatchObject({ kind: 'valid' });
  expect(keyring.recall(key, now + 1_000)).toEqual({ kind: 'invalid', reason: 'expired' });
});

test('a key that is revoked is refused from that moment, and one that is let in again is checked anew', async () => {
  const keyring = ring();
  await keyring.verify(key, () => now);
  keyring.replace({ version: 1, keys: [] });
  expect(keyring.recall(key, now)).toEqual({ kind: 'invalid', reason: 'unknown' });
  keyring.replace({ version: 1, keys: [row()] });
  expect(keyring.recall(key, now)).toBeNull();
});

test('a key that is revoked while its secret is being checked is not let in', async () => {
  const keyring = ring();
  const verdict = keyring.verify(key, () => now);
  keyring.replace({ version: 1, keys: [] });
  expect(await verdict).toEqual({ kind: 'invalid', reason: 'unknown' });
});

test('without readable keys nobody gets in', async () => {
  const keyring = new Keyring();
  expect(await keyring.verify(key, () => now)).toEqual({ kind: 'closed' });
  const open = ring();
  await open.verify(key, () => now);
  open.close();
  expect(open.recall(key, now)).toEqual({ kind: 'closed' });
});

test('a flood of secrets to check is turned away, and what was taken ends', async () => {
  const keyring = ring();
  const verdicts = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const secret = `${index}`.padStart(32, 'x');
      return keyring.verify(formatKeyText({ id, secret }), () => now);
    }),
  );
  const busy = verdicts.filter(({ kind }) => kind === 'busy').length;
  expect(busy).toBe(24);
  expect(verdicts.filter(({ kind }) => kind === 'invalid')).toHaveLength(16);
  expect(await keyring.verify(key, () => now)).toMatchObject({ kind: 'valid' });
});

test('the text of a key is case-sensitive', () => {
  expect(parseKeyText(key.toUpperCase())).toBeNull();
});
