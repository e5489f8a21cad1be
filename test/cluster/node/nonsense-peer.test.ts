// A primary whose peer answers whatever comes to its mind, over a real connection.
import { expect, test } from 'vitest';
import { readReply } from '../../../cluster/api/replication-reply.ts';
import { createSystemClock } from '../../../cluster/io/clock.ts';
import { createSilentLogger, type Logger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { newestRelease } from '../../../cluster/model/release.ts';
import { Inbox } from '../../../cluster/node/inbox.ts';
import { Outbox } from '../../../cluster/node/outbox.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { peerClient, servePeers } from '../api/serve-peers.ts';
import { SoloNode } from './solo-node.ts';

const head = { group: 'orders', from: 'node-2', epoch: 1 };
const position = { epoch: 1, sequence: 1 };
const agreement = (sequence: number) =>
  ({ ...head, kind: 'append-answer', agreed: true, sequence }) as const;

const replies: readonly unknown[] = [
  7,
  'yes',
  ['yes'],
  { answers: 7 },
  { answers: '{' },
  { answers: '{}' },
  { answers: '[null, 7, "yes", []]' },
  { answers: JSON.stringify([{ ...agreement(1), sequence: -1 }]) },
  { answers: JSON.stringify([{ ...head, kind: 'append', previous: position, entries: [] }]) },
  { answers: JSON.stringify([{ ...head, kind: 'install', position, copies: {}, state: 7 }]) },
  { answers: JSON.stringify([{ ...head, epoch: 0, kind: 'vote-answer', granted: true }]) },
  { answers: JSON.stringify([agreement(1_000_000)]) },
  { answers: JSON.stringify([{ ...head, kind: 'confirm-answer', round: 1 }]) },
  { answers: JSON.stringify([{ ...head, kind: 'confirm-answer', round: 'one' }]) },
];

test('a peer that answers nonsense stops nothing: the next answer that makes sense counts', async () => {
  const node = await SoloNode.open(new MemoryDisk());
  await leadWithPeer(node);
  const told: string[] = [];
  const logger: Logger = {
    ...createSilentLogger(),
    warn: (message) => told.push(message),
    error: (message) => told.push(message),
  };
  const inbox = new Inbox({ groups: node.groups, release: newestRelease, logger });
  const waiting = [...replies, { answers: JSON.stringify([agreement(2)]) }];
  const asked: GroupMessage[] = [];
  const { base } = await servePeers({
    answer: async (_, body) => {
      asked.push(...(JSON.parse(body.toString()) as { messages: GroupMessage[] }).messages);
      return waiting.shift();
    },
  });
  const seal = { signer: null, clusterEpoch: () => undefined };
  let heard = 0;
  const outbox = new Outbox({
    clock: createSystemClock(),
    client: peerClient(),
    hearReply: (from, reply) => {
      heard += 1;
      const messages = readReply(seal, from, reply);
      if (messages === null) logger.warn('malformed-reply');
      else inbox.takeAnswers(from, messages);
    },
    addressOf: () => base,
    wireOf: () => 2,
    patienceMs: 5_000,
    lateMs: 5_000,
  });
  expect(await node.remember('orders', 'one')).toBe(false);
  const commit = (): number | undefined => node.groups.spaces.get('orders')?.status().commit;
  for (let round = 1; round <= replies.length + 1; round += 1) {
    expect(commit()).toBe(1);
    outbox.send('node-2', { ...head, from: 'node-1', kind: 'hand-over' });
    await waitUntil(() => heard === round, 5_000, `reply ${round} to be heard`);
  }
  expect(asked).toHaveLength(replies.length + 1);
  expect(commit()).toBe(2);
  expect(told.filter((message) => message === 'impossible-message')).toHaveLength(2);
  expect(told.filter((message) => message === 'malformed-reply')).toHaveLength(3);
  expect(told.filter((message) => message === 'malformed-message')).toHaveLength(8);
});

/** Makes `orders`, whose other copy grants this node everything; its first entry is agreed to. */
async function leadWithPeer(node: SoloNode): Promise<void> {
  node.groups.found('orders', { voters: ['node-1', 'node-2'], learners: [] });
  const answer = (message: GroupMessage): void => node.groups.deliver(message);
  const answers: readonly GroupMessage[] = [
    {
      ...head,
      kind: 'canvass-answer',
      granted: true,
      position: { epoch: 0, sequence: 0 },
      promised: 0,
    },
    { ...head, kind: 'vote-answer', granted: true },
    agreement(1),
  ];
  const host = node.groups.spaces.get('orders');
  for (let tries = 0; tries < 100 && host?.status().settled !== true; tries += 1) {
    node.clock.advance(50);
    host?.tick();
    for (const message of answers) {
      const epoch = host?.status().epoch ?? 0;
      if (message.kind !== 'append-answer' || host?.status().role === 'primary')
        answer({ ...message, epoch: message.kind === 'canvass-answer' ? 1 : epoch });
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
  expect(host?.status()).toMatchObject({ role: 'primary', epoch: 1, settled: true });
}
