/** What every transport must do: carry small datagrams between addresses, or lose them without a sound. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { datagramBytesMax, type Transport } from '../../cluster/net/transport.ts';

export type TransportBench = {
  /** Opens a transport on a free address. */
  readonly open: () => Promise<Transport>;
  /** Waits until the condition holds, however time passes for this transport; throws when it never does. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** Bytes that it adds to each datagram; they are counted. Default: 0. */
  readonly overhead?: number;
};

export function transportConformance(name: string, bench: () => TransportBench): void {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

  async function pair() {
    const { open, until } = bench();
    const [one, other] = [await open(), await open()];
    onTestFinished(async () => {
      await one.close();
      await other.close();
    });
    const received: { readonly from: string; readonly text: string }[] = [];
    other.listen((from, datagram) => received.push({ from, text: text(datagram) }));
    return { one, other, received, until };
  }

  describe(`${name} is a transport`, () => {
    test('a datagram arrives with the address of its sender', async () => {
      const { one, other, received, until } = await pair();
      one.send(other.address, bytes('hello'));
      await until(() => received.length > 0);
      expect(received).toEqual([{ from: one.address, text: 'hello' }]);
    });

    test('an answer to the address of the sender arrives', async () => {
      const { one, other, until } = await pair();
      const answers: string[] = [];
      one.listen((_from, datagram) => answers.push(text(datagram)));
      other.listen((from) => other.send(from, bytes('answer')));
      one.send(other.address, bytes('question'));
      await until(() => answers.length > 0);
      expect(answers).toEqual(['answer']);
    });

    test('the largest datagram arrives whole and a larger one is not sent', async () => {
      const { one, other, received, until } = await pair();
      one.send(other.address, new Uint8Array(datagramBytesMax + 1).fill(65));
      one.send(other.address, new Uint8Array(datagramBytesMax).fill(66));
      await until(() => received.length > 0);
      expect(received.map((datagram) => datagram.text)).toEqual(['B'.repeat(datagramBytesMax)]);
      expect(one.counters).toMatchObject({ sent: 1, sendErrors: 1 });
    });

    test('sending to an address where nobody listens loses the datagram and nothing else', async () => {
      const { one, other, received, until } = await pair();
      const third = await bench().open();
      await third.close();
      one.send(third.address, bytes('lost'));
      one.send(other.address, bytes('hello'));
      await until(() => received.length > 0);
      expect(received.map((datagram) => datagram.text)).toEqual(['hello']);
    });

    test('what goes through is counted', async () => {
      const { one, other, received, until } = await pair();
      const sent = 5 + (bench().overhead ?? 0);
      one.send(other.address, bytes('12345'));
      await until(() => received.length > 0);
      expect(one.counters).toMatchObject({ sent: 1, sentBytes: sent, received: 0, sendErrors: 0 });
      expect(other.counters).toMatchObject({ sent: 0, received: 1, receivedBytes: sent });
    });

    test('after closing nothing is sent, and closing again is fine', async () => {
      const { one, other } = await pair();
      await one.close();
      await one.close();
      one.send(other.address, bytes('late'));
      expect(one.counters.sent).toBe(0);
    });
  });
}
