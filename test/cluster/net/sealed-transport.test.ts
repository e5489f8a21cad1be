import { expect, onTestFinished, test } from 'vitest';
import { sealTransport } from '../../../cluster/net/sealed-transport.ts';
import { datagramBytesMax, sealBytes } from '../../../cluster/net/transport.ts';
import { openUdpTransport } from '../../../cluster/net/udp-transport.ts';
import { PeerSigner } from '../../../cluster/security/peer-signature.ts';
import { transportConformance } from '../../conformance/transport.ts';
import { waitUntil } from '../../support/wait-until.ts';

const ours = new PeerSigner('a secret that all nodes of this cluster share');
const theirs = new PeerSigner('a secret that all nodes of that cluster share');

transportConformance('sealed UDP', () => ({
  open: async () => {
    const socket = await openUdpTransport('127.0.0.1:0', datagramBytesMax + sealBytes);
    return sealTransport(socket, ours, () => undefined);
  },
  overhead: sealBytes,
  until: (condition) => waitUntil(condition, 5_000, 'a datagram'),
}));

test('what has no seal, or that of another secret, is dropped and told of', async () => {
  const forged: string[] = [];
  const heard: string[] = [];
  const node = sealTransport(await openUdpTransport('127.0.0.1:0'), ours, (from) =>
    forged.push(from),
  );
  const stranger = await openUdpTransport('127.0.0.1:0');
  const foreign = sealTransport(await openUdpTransport('127.0.0.1:0'), theirs, () => undefined);
  const friend = sealTransport(await openUdpTransport('127.0.0.1:0'), ours, () => undefined);
  onTestFinished(async () => {
    await Promise.all([node, stranger, foreign, friend].map((transport) => transport.close()));
  });
  node.listen((_from, payload) => heard.push(Buffer.from(payload).toString()));
  stranger.send(node.address, Buffer.from('a message long enough for a tag'));
  foreign.send(node.address, Buffer.from('a message of another cluster'));
  await waitUntil(() => forged.length === 2, 5_000, 'the two to come');
  friend.send(node.address, Buffer.from('hello'));
  await waitUntil(() => heard.length > 0, 5_000, 'the third');
  expect(heard).toEqual(['hello']);
  expect(new Set(forged)).toEqual(new Set([stranger.address, foreign.address]));
});
