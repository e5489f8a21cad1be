import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../cluster/io/random.ts';
import { exchangeOver } from '../../../cluster/net/faulty-exchange.ts';
import { FaultyTransport } from '../../../cluster/net/faulty-transport.ts';
import { judgeMessage, LinkFaults, type LinkRule } from '../../../cluster/net/link-faults.ts';
import { MemoryNetwork } from '../../../cluster/net/memory-transport.ts';
import { FakeClock } from '../io/fake-clock.ts';

const seed = Number(process.env['SEED'] ?? 7);
const random = () => createSeededRandom(seed);
const message = { peer: '10.0.1.11', way: 'out', lane: 'swim' } as const;
const judge = (rule: LinkRule, other: Partial<Parameters<typeof judgeMessage>[1]> = {}) =>
  judgeMessage([rule], { ...message, ...other }, random());

describe('a rule', () => {
  test('acts on its peer and its way only', () => {
    const rule = { peer: '10.0.1.11', way: 'out', drop: 1 } as const;
    expect(judge(rule).dropped).toBe(true);
    expect(judge(rule, { peer: '10.0.1.12' }).dropped).toBe(false);
    expect(judge(rule, { way: 'back' }).dropped).toBe(false);
  });

  test('for every peer acts on each of them', () => {
    expect(judge({ peer: '*', way: 'out', drop: 1 }, { peer: '10.0.1.99' }).dropped).toBe(true);
  });

  test('with lanes leaves the others alone', () => {
    const rule = { peer: '*', way: 'out', lanes: ['bulk'], drop: 1 } as const;
    expect(judge(rule).dropped).toBe(false);
    expect(judge(rule, { lane: 'bulk' }).dropped).toBe(true);
  });

  test('drops, doubles and holds back the share that it says', () => {
    const chance = random();
    const rule = { peer: '*', way: 'out', drop: 0.3, duplicate: 0.2, reorder: 0.1 } as const;
    const passages = Array.from({ length: 10_000 }, () => judgeMessage([rule], message, chance));
    const shareOf = (is: (passage: (typeof passages)[number]) => boolean) =>
      passages.filter(is).length / passages.length;
    expect(shareOf(({ dropped }) => dropped)).toBeCloseTo(0.3, 1);
    expect(shareOf(({ copies }) => copies === 2)).toBeCloseTo(0.2, 1);
    expect(shareOf(({ delayMs }) => delayMs === 50)).toBeCloseTo(0.1, 1);
  });

  test('adds its delay to that of the others', () => {
    const rules = [
      { peer: '*', way: 'out', delayMs: 40 },
      { peer: '10.0.1.11', way: 'out', delayMs: 2 },
    ] as const;
    expect(judgeMessage(rules, message, random())).toEqual({
      dropped: false,
      delayMs: 42,
      copies: 1,
    });
  });
});

describe('datagrams over a faulty link', () => {
  function open(rules: readonly LinkRule[]) {
    const clock = new FakeClock();
    const network = new MemoryNetwork({ clock, random: random() });
    network.setFaults({ delayMs: [0, 0] });
    const links = new LinkFaults(random());
    links.replace(rules);
    const sender = new FaultyTransport(network.open('10.0.1.10:7946'), links, clock);
    const receiver = network.open('10.0.1.11:7946');
    const got: string[] = [];
    receiver.listen((_, bytes) => got.push(Buffer.from(bytes).toString()));
    const send = (text: string) => sender.send('10.0.1.11:7946', Buffer.from(text));
    return { clock, links, got, send };
  }

  test('vanish while they are dropped, and arrive again after that', () => {
    const { clock, links, got, send } = open([{ peer: '10.0.1.11', way: 'out', drop: 1 }]);
    send('lost');
    links.replace([]);
    send('arrives');
    clock.advance(100);
    expect(got).toEqual(['arrives']);
  });

  test('arrive late, and twice', () => {
    const rules = [{ peer: '*', way: 'out', delayMs: 30, duplicate: 1 }] as const;
    const { clock, got, send } = open(rules);
    send('one');
    clock.advance(29);
    expect(got).toEqual([]);
    clock.advance(10);
    expect(got).toEqual(['one', 'one']);
  });

  test('are overtaken when they are held back', () => {
    const { clock, links, got, send } = open([{ peer: '*', way: 'out', reorder: 1 }]);
    send('first');
    links.replace([]);
    send('second');
    clock.advance(100);
    expect(got).toEqual(['second', 'first']);
  });
});

describe('a request over a faulty link', () => {
  function ask(rules: readonly LinkRule[]) {
    const clock = new FakeClock();
    const links = new LinkFaults(random());
    links.replace(rules);
    let performed = 0;
    let outcome = 'waits';
    const answered = exchangeOver(links, clock, {
      peer: '10.0.1.11',
      lane: 'requests',
      deadlineMs: 100,
      perform: () => {
        performed += 1;
        return Promise.resolve('answer');
      },
      late: (sent) => new Error(`late, ${sent ? 'sent' : 'not sent'}`),
    });
    void answered.then(
      (answer) => (outcome = answer),
      (error: Error) => (outcome = error.message),
    );
    const advance = async (ms: number): Promise<{ outcome: string; performed: number }> => {
      await new Promise(setImmediate);
      clock.advance(ms);
      await new Promise(setImmediate);
      clock.advance(0);
      await new Promise(setImmediate);
      return { outcome, performed };
    };
    return advance;
  }
  const out = { peer: '*', way: 'out' } as const;
  const back = { peer: '*', way: 'back' } as const;

  test('that is dropped never arrives and is late at its deadline', async () => {
    const advance = ask([{ ...out, drop: 1 }]);
    expect(await advance(99)).toEqual({ outcome: 'waits', performed: 0 });
    expect(await advance(1)).toEqual({ outcome: 'late, not sent', performed: 0 });
  });

  test('whose answer is dropped arrives, and nobody knows', async () => {
    const advance = ask([{ ...back, drop: 1 }]);
    await advance(0);
    expect(await advance(100)).toEqual({ outcome: 'late, sent', performed: 1 });
  });

  test('that is delayed is answered later by the delays of both ways', async () => {
    const advance = ask([
      { ...out, delayMs: 20 },
      { ...back, delayMs: 30 },
    ]);
    expect(await advance(20)).toEqual({ outcome: 'waits', performed: 1 });
    expect(await advance(30)).toEqual({ outcome: 'answer', performed: 1 });
  });

  test('that is delayed beyond its deadline arrives all the same', async () => {
    const advance = ask([{ ...out, delayMs: 150 }]);
    expect(await advance(100)).toEqual({ outcome: 'late, not sent', performed: 0 });
    expect(await advance(50)).toEqual({ outcome: 'late, not sent', performed: 1 });
  });

  test('that is doubled is done twice and answered once', async () => {
    expect(await ask([{ ...out, duplicate: 1 }])(0)).toEqual({ outcome: 'answer', performed: 2 });
  });
});
