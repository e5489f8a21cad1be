import { expect, test } from 'vitest';
import {
  type ReplicationReply,
  type ReplySeal,
  readReply,
  writeReply,
} from '../../../cluster/api/replication-reply.ts';
import { PeerSigner } from '../../../cluster/security/peer-signature.ts';

const answer = { group: 'orders', from: 'node-2', epoch: 3, kind: 'append-answer', agreed: true };
const texts = [JSON.stringify(answer)];

test('answers arrive as they were sent', () => {
  expect(
    readReply(sealOf(null), 'node-2', sent(writeReply(sealOf(null), 'node-2', texts))),
  ).toEqual([answer]);
});

test('a reply without answers is an empty one', () => {
  expect(sent(writeReply(sealOf('a'), 'node-2', []))).toEqual({});
  expect(readReply(sealOf('a'), 'node-2', {})).toEqual([]);
  expect(readReply(sealOf('a'), 'node-2', null)).toEqual([]);
});

test('with a secret of the cluster, answers are those of who knows it', () => {
  const reply = sent(writeReply(sealOf('a'), 'node-2', texts));
  expect(readReply(sealOf('a'), 'node-2', reply)).toEqual([answer]);
  const forged: readonly [string, ReplySeal, string, ReplicationReply][] = [
    ['another secret', sealOf('b'), 'node-2', reply],
    ['another node', sealOf('a'), 'node-3', reply],
    ['another cluster epoch', sealOf('a', '1 of 2'), 'node-2', reply],
    ['no signature', sealOf('a'), 'node-2', { answers: reply.answers ?? '' }],
    ['other answers', sealOf('a'), 'node-2', { ...reply, answers: '[]' }],
  ];
  for (const [what, seal, from, given] of forged)
    expect(readReply(seal, from, given), what).toBeNull();
});

test('a reply that cannot be read is none', () => {
  for (const answers of [1, null, '{}', '[', '"a"'])
    expect(readReply(sealOf(null), 'node-2', { answers }), String(answers)).toBeNull();
});

function sealOf(secret: string | null, clusterEpoch?: string): ReplySeal {
  const signer = secret === null ? null : new PeerSigner(secret.repeat(32));
  return { signer, clusterEpoch: () => clusterEpoch };
}

/** As HTTP carries it. */
function sent(reply: ReplicationReply): ReplicationReply {
  return JSON.parse(JSON.stringify(reply)) as ReplicationReply;
}
