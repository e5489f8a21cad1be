import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealBytes } from '../../../cluster/net/transport.ts';
import { PeerSigner } from '../../../cluster/security/peer-signature.ts';
import { everybody, mayDo, mayUse, nobody } from '../../../cluster/security/principal.ts';

const ours = new PeerSigner('a secret that all nodes of this cluster share');
const theirs = new PeerSigner('a secret that all nodes of that cluster share');
const request = {
  kind: 'request' as const,
  path: '/internal/v1/replication',
  from: 'node-1',
  body: Buffer.from('{"messages":[]}'),
};

test('a signature holds for one request and one secret', () => {
  const signature = ours.sign(request);
  expect(ours.isSigned(request, signature)).toBe(true);
  expect(theirs.isSigned(request, signature)).toBe(false);
  expect(ours.isSigned({ ...request, from: 'node-2' }, signature)).toBe(false);
  expect(ours.isSigned({ ...request, path: '/internal/v1/repair' }, signature)).toBe(false);
  expect(ours.isSigned({ ...request, kind: 'reply' }, signature)).toBe(false);
  expect(ours.isSigned({ ...request, body: Buffer.from('{}') }, signature)).toBe(false);
  expect(ours.isSigned({ ...request, clusterEpoch: '1-9f3a21bc' }, signature)).toBe(false);
  for (const text of [undefined, '', 'x', signature.slice(1), `${signature}AAAA`]) {
    expect(ours.isSigned(request, text)).toBe(false);
  }
});

test('a sealed datagram opens to what it was, and nothing else opens', () => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    (payload, at, flip) => {
      const sealed = ours.seal(payload);
      expect(sealed).toHaveLength(payload.length + sealBytes);
      expect(Buffer.from(ours.open(sealed) ?? [])).toEqual(Buffer.from(payload));
      expect(theirs.open(sealed)).toBeNull();
      const broken = Uint8Array.from(sealed);
      const place = at % broken.length;
      broken[place] = (broken[place] ?? 0) ^ flip;
      expect(ours.open(broken)).toBeNull();
      expect(ours.open(sealed.subarray(1))).toBeNull();
    },
  );
  fc.assert(property);
});

test('rights are what the scopes and spaces of a key say', () => {
  const reader = {
    ...everybody,
    keyId: 'a'.repeat(24),
    scopes: new Set(['memory:read'] as const),
    spaces: new Set(['notes']),
  };
  expect(mayDo(reader, 'key')).toBe(true);
  expect(mayDo(reader, 'memory:read')).toBe(true);
  expect(mayDo(reader, 'memory:write')).toBe(false);
  expect(mayDo(reader, 'memory:delete')).toBe(false);
  expect(mayDo(reader, 'admin')).toBe(false);
  expect(mayUse(reader, 'notes')).toBe(true);
  expect(mayUse(reader, 'other')).toBe(false);
  expect(mayDo(nobody, 'open')).toBe(true);
  expect(mayDo(nobody, 'key')).toBe(false);
  expect(mayDo(everybody, 'admin')).toBe(true);
  expect(mayUse({ ...reader, scopes: new Set(['admin'] as const) }, 'other')).toBe(true);
});
