import { expect, test } from 'vitest';
import type { PeerAnswer, PeerCall, PeerClient } from '../../../cluster/api/client.ts';
import { Outbox } from '../../../cluster/node/outbox.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';
import { FakeClock } from '../io/fake-clock.ts';

test('what is known at once travels in the reply, and needs no request', async () => {
  const { outbox, requests } = anOutbox();
  const texts = await outbox.answersTo('node-1', () => outbox.send('node-1', agreement(7)), 0);
  expect(texts.map(parse)).toEqual([agreement(7)]);
  await settle();
  expect(requests).toEqual([]);
});

test('a reply waits for the disk, and takes along all that it made durable', async () => {
  const { outbox, requests } = anOutbox();
  const reply = outbox.answersTo('node-1', () => undefined, 20);
  await settle();
  outbox.send('node-1', agreement(7));
  outbox.send('node-1', { ...agreement(3), group: 'bills' });
  expect((await reply).map(parse)).toEqual([agreement(7), { ...agreement(3), group: 'bills' }]);
  await settle();
  expect(requests).toEqual([]);
});

test('a disk that takes longer makes its answers go alone', async () => {
  const { outbox, requests, clock } = anOutbox();
  const reply = outbox.answersTo('node-1', () => undefined, 20);
  clock.advance(20);
  expect(await reply).toEqual([]);
  outbox.send('node-1', agreement(7));
  await settle();
  expect(requests).toEqual([{ to: 'http://node-1', messages: [agreement(7)] }]);
});

test('a second request of the node does not wait: its answers go with the first', async () => {
  const { outbox, requests } = anOutbox();
  const first = outbox.answersTo('node-1', () => undefined, 20);
  expect(await outbox.answersTo('node-1', () => outbox.send('node-1', agreement(7)), 20)).toEqual(
    [],
  );
  expect((await first).map(parse)).toEqual([agreement(7)]);
  await settle();
  expect(requests).toEqual([]);
});

test('what is no answer, or for another node, does not wait for a reply', async () => {
  const { outbox, requests, clock } = anOutbox();
  const reply = outbox.answersTo('node-1', () => undefined, 20);
  outbox.send('node-1', canvass);
  outbox.send('node-3', agreement(7));
  await settle();
  expect(requests).toEqual([
    { to: 'http://node-1', messages: [canvass] },
    { to: 'http://node-3', messages: [agreement(7)] },
  ]);
  clock.advance(20);
  expect(await reply).toEqual([]);
});

test('when taking the request fails, the answers so far are not lost', async () => {
  const { outbox, requests } = anOutbox();
  const failing = outbox.answersTo(
    'node-1',
    () => {
      outbox.send('node-1', agreement(7));
      throw new Error('two primaries');
    },
    20,
  );
  await expect(failing).rejects.toThrow('two primaries');
  await settle();
  expect(requests).toEqual([{ to: 'http://node-1', messages: [agreement(7)] }]);
});

test('what stands in a reply is heard, unless it says that something went wrong', async () => {
  const { outbox, heard, answers } = anOutbox();
  answers.push({ status: 200, body: { answers: '[]' } }, { status: 503, body: { error: {} } });
  outbox.send('node-1', canvass);
  await settle();
  outbox.send('node-1', canvass);
  await settle();
  expect(heard).toEqual([{ from: 'node-1', reply: { answers: '[]' } }]);
});

test('a node that is slow keeps nothing waiting for long, and what it says in the end is heard', async () => {
  const { outbox, requests, heard, slow, clock } = anOutbox();
  const answer = slow();
  outbox.send('node-1', canvass);
  await settle();
  outbox.send('node-1', agreement(7));
  await settle();
  expect(requests).toHaveLength(1);
  clock.advance(1_000);
  await settle();
  expect(requests.map(({ messages }) => messages)).toEqual([[canvass], [agreement(7)]]);
  answer({ status: 200, body: { answers: '[1]' } });
  await settle();
  expect(heard).toContainEqual({ from: 'node-1', reply: { answers: '[1]' } });
});

const canvass: GroupMessage = {
  ...{ group: 'orders', from: 'node-2', epoch: 4, kind: 'canvass' },
  position: { epoch: 3, sequence: 7 },
};

function agreement(sequence: number): GroupMessage {
  return {
    group: 'orders',
    from: 'node-2',
    epoch: 3,
    kind: 'append-answer',
    agreed: true,
    sequence,
  };
}

function anOutbox() {
  const clock = new FakeClock();
  const requests: { to: string; messages: unknown }[] = [];
  const heard: { from: string; reply: unknown }[] = [];
  const answers: (PeerAnswer | Promise<PeerAnswer>)[] = [];
  const client: Pick<PeerClient, 'call'> = {
    call({ base, json }: PeerCall) {
      const { messages } = parse(json ?? '') as { readonly messages: unknown };
      requests.push({ to: base, messages });
      return Promise.resolve(answers.shift() ?? { status: 200, body: {} });
    },
  };
  const outbox = new Outbox({
    clock,
    client,
    hearReply: (from, reply) => heard.push({ from, reply }),
    addressOf: (node) => `http://${node}`,
    wireOf: () => 2,
    patienceMs: 1_000,
    lateMs: 3_000,
  });
  /** The next request is answered when what this returns is called. */
  const slow = (): ((answer: PeerAnswer) => void) => {
    const { promise, resolve } = Promise.withResolvers<PeerAnswer>();
    answers.push(promise);
    return resolve;
  };
  return { outbox, clock, requests, heard, answers, slow };
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
