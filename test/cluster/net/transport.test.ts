import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { MemoryNetwork } from '../../../cluster/net/memory-transport.ts';
import { openUdpTransport } from '../../../cluster/net/udp-transport.ts';
import { transportConformance } from '../../conformance/transport.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { FakeClock } from '../io/fake-clock.ts';

transportConformance('UDP', () => ({
  open: () => openUdpTransport('127.0.0.1:0'),
  until: (condition) => waitUntil(condition, 5_000, 'a datagram'),
}));

{
  const clock = new FakeClock();
  const network = new MemoryNetwork({ clock, random: createSeededRandom(1) });
  transportConformance('memory', () => ({
    open: () => Promise.resolve(network.open('127.0.0.1:0')),
    until: (condition) => {
      clock.advance(1_000);
      if (!condition()) throw new Error('Nothing came within a second.');
      return Promise.resolve();
    },
  }));
}

describe('the UDP transport', () => {
  test('binds the address it is given and sends from it', async () => {
    const one = await openUdpTransport('127.0.1.1:0');
    const other = await openUdpTransport('127.0.1.2:0');
    onTestFinished(async () => {
      await one.close();
      await other.close();
    });
    const senders: string[] = [];
    other.listen((from) => senders.push(from));
    one.send(other.address, new Uint8Array(1));
    await waitUntil(() => senders.length > 0, 5_000, 'a datagram');
    expect(senders).toEqual([one.address]);
    expect(one.address).toMatch(/^127\.0\.1\.1:\d+$/);
  });

  test('an address in use is refused with a sentence that names it', async () => {
    const one = await openUdpTransport('127.0.0.1:0');
    onTestFinished(() => one.close());
    await expect(openUdpTransport(one.address)).rejects.toThrow(
      `Cannot bind UDP \`${one.address}\`: bind EADDRINUSE ${one.address}.`,
    );
  });

  test('a name instead of an address is refused', async () => {
    await expect(openUdpTransport('localhost:7946')).rejects.toThrow(
      'Unexpected address `localhost:7946` to bind to, expected `ip:port`.',
    );
  });

  test('a target that is no address is counted as an error and does not throw', async () => {
    const one = await openUdpTransport('127.0.0.1:0');
    onTestFinished(() => one.close());
    for (const target of ['nonsense', 'node-2:7946', '127.0.0.1:0', '127.0.0.1:99999']) {
      one.send(target, new Uint8Array(1));
    }
    expect(one.counters).toMatchObject({ sent: 0, sendErrors: 4 });
  });

  test('datagrams of any other program arrive like every other', async () => {
    const one = await openUdpTransport('127.0.0.1:0');
    const stranger = createSocket('udp4');
    onTestFinished(async () => {
      await one.close();
      stranger.close();
    });
    const sizes: number[] = [];
    one.listen((_from, datagram) => sizes.push(datagram.length));
    stranger.send(new Uint8Array(9_000), Number(one.address.split(':')[1]), '127.0.0.1');
    await waitUntil(() => sizes.length > 0, 5_000, 'a datagram');
    expect(sizes).toEqual([9_000]);
  });
});

describe('the network in memory', () => {
  function aNetwork() {
    const clock = new FakeClock();
    const network = new MemoryNetwork({ clock, random: createSeededRandom(1) });
    const [one, other] = [network.open('10.0.0.1:1'), network.open('10.0.0.2:1')];
    const received: number[] = [];
    other.listen((_from, datagram) => received.push(datagram[0] ?? -1));
    const sendMany = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        one.send(other.address, Uint8Array.from([index % 256]));
      }
      clock.advance(1_000);
    };
    return { network, one, other, received, sendMany };
  }

  test('loses the share that it is told to lose', () => {
    const { network, received, sendMany } = aNetwork();
    network.setFaults({ loss: 0.3 });
    sendMany(2_000);
    expect(received.length / 2_000).toBeCloseTo(0.7, 1);
  });

  test('delivers some datagrams twice, and a wide delay reorders', () => {
    const { network, received, sendMany } = aNetwork();
    network.setFaults({ duplicate: 0.5, delayMs: [0, 50] });
    sendMany(200);
    expect(received.length).toBeGreaterThan(200);
    expect(received).not.toEqual([...received].sort((a, b) => a - b));
  });

  test('a cut is one way', () => {
    const { network, one, other, received, sendMany } = aNetwork();
    network.cut(other.address, one.address);
    sendMany(10);
    expect(received).toHaveLength(10);
    network.cut(one.address, other.address);
    sendMany(10);
    expect(received).toHaveLength(10);
    network.heal();
    sendMany(10);
    expect(received).toHaveLength(20);
  });

  test('an address in use is refused', () => {
    const { network } = aNetwork();
    expect(() => network.open('10.0.0.1:1')).toThrow(
      'Cannot bind `10.0.0.1:1`: the address is in use.',
    );
  });
});
