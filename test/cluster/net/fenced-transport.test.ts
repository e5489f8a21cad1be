import { expect, onTestFinished, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { type ClusterEpoch, clusterEpochText } from '../../../cluster/model/cluster-epoch.ts';
import { fenceTransport } from '../../../cluster/net/fenced-transport.ts';
import { MemoryNetwork } from '../../../cluster/net/memory-transport.ts';
import { datagramBytesMax } from '../../../cluster/net/transport.ts';
import { openUdpTransport } from '../../../cluster/net/udp-transport.ts';
import { transportConformance } from '../../conformance/transport.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { FakeClock } from '../io/fake-clock.ts';

const first: ClusterEpoch = { number: 0, recovery: '' };
const second: ClusterEpoch = { number: 1, recovery: '9f3a21bc' };
const otherSecond: ClusterEpoch = { number: 1, recovery: '00000000' };
const third: ClusterEpoch = { number: 2, recovery: '9f3a21bc' };

const overhead = clusterEpochText(second).length + 2;

transportConformance('fenced UDP', () => ({
  open: async () => {
    const socket = await openUdpTransport('127.0.0.1:0', datagramBytesMax + overhead);
    return fenceTransport(socket, { own: () => second, onForeign: () => undefined });
  },
  overhead,
  until: (condition) => waitUntil(condition, 5_000, 'a datagram'),
}));

function createWorld() {
  const clock = new FakeClock();
  const network = new MemoryNetwork({ clock, random: createSeededRandom(1) });
  function open(own: () => ClusterEpoch) {
    const heard: string[] = [];
    const foreign: string[] = [];
    const transport = fenceTransport(network.open('10.0.0.1:0'), {
      own,
      onForeign: (from, epoch) => foreign.push(`${from} ${clusterEpochText(epoch)}`),
    });
    transport.listen((_from, payload) => heard.push(Buffer.from(payload).toString()));
    onTestFinished(() => transport.close());
    return { transport, heard, foreign };
  }
  return { clock, network, open };
}

test('nodes of one epoch hear each other; in the first one a datagram is what it always was', () => {
  const { clock, network, open } = createWorld();
  for (const epoch of [first, second]) {
    const [one, two] = [open(() => epoch), open(() => epoch)];
    one.transport.send(two.transport.address, Buffer.from('{"kind":"ping"}'));
    clock.advance(10);
    expect(two.heard).toEqual(['{"kind":"ping"}']);
    expect(two.foreign).toEqual([]);
  }
  const raw: string[] = [];
  const plain = network.open('10.0.0.1:0');
  onTestFinished(() => plain.close());
  plain.listen((_from, payload) => raw.push(Buffer.from(payload).toString()));
  open(() => first).transport.send(plain.address, Buffer.from('{}'));
  open(() => second).transport.send(plain.address, Buffer.from('{}'));
  clock.advance(10);
  expect(raw.sort()).toEqual(['e1-9f3a21bc\n{}', '{}']);
});

test.each([
  ['one that was not restored', first, second],
  ['one of the recovery before', second, third],
])('%s is not heard and learns why', (_title, older, newer) => {
  const { clock, open } = createWorld();
  const [old, restored] = [open(() => older), open(() => newer)];
  old.transport.send(restored.transport.address, Buffer.from('{"kind":"sync"}'));
  clock.advance(10);
  expect(restored.heard).toEqual([]);
  expect(old.heard).toEqual([]);
  expect(restored.foreign).toEqual([`${old.transport.address} ${clusterEpochText(older)}`]);
  expect(old.foreign).toEqual([`${restored.transport.address} ${clusterEpochText(newer)}`]);
});

test('two that were restored to different moments do not hear each other, and nobody answers for ever', () => {
  const { clock, open } = createWorld();
  const [one, two] = [open(() => second), open(() => otherSecond)];
  one.transport.send(two.transport.address, Buffer.from('{}'));
  two.transport.send(one.transport.address, Buffer.from('{}'));
  clock.advance(1_000);
  expect([one.heard, two.heard]).toEqual([[], []]);
  expect([one.foreign.length, two.foreign.length]).toEqual([1, 1]);
});

test('what only looks like an epoch is of the first one', () => {
  const { clock, network, open } = createWorld();
  const node = open(() => first);
  const stranger = network.open('10.0.0.1:0');
  onTestFinished(() => stranger.close());
  const texts = ['e1', 'ex\n{}', `e${'1'.repeat(40)}\n{}`, 'e1-XYZ\n{}', ''];
  for (const text of texts) stranger.send(node.transport.address, Buffer.from(text));
  clock.advance(10);
  expect(node.heard.sort()).toEqual([...texts].sort());
  expect(node.foreign).toEqual([]);
});
