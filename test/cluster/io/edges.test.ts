import { describe, expect, test } from 'vitest';
import { createSystemClock } from '../../../cluster/io/clock.ts';
import { createJsonLogger } from '../../../cluster/io/json-logger.ts';
import { createSeededRandom, randomInteger, shuffle } from '../../../cluster/io/random.ts';
import { FakeClock } from './fake-clock.ts';

describe('random', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const take = (seed: number): number[] => {
      const random = createSeededRandom(seed);
      return Array.from({ length: 5 }, () => random.fraction());
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });

  test('numbers are in [0, 1) and spread evenly', () => {
    const random = createSeededRandom(3);
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const bucket = randomInteger(random, 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('a shuffle keeps every item, changes nothing it was given, and reaches every order', () => {
    const random = createSeededRandom(5);
    const items = ['a', 'b', 'c'] as const;
    const orders = new Set(Array.from({ length: 300 }, () => shuffle(random, items).join('')));
    expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    expect(items).toEqual(['a', 'b', 'c']);
  });
});

describe('the logger', () => {
  function lines(use: (logger: ReturnType<typeof createJsonLogger>) => void): string[] {
    const written: string[] = [];
    const write = (line: string): void => void written.push(line);
    use(createJsonLogger({ nodeId: 'node-1', level: 'info', wallMs: () => 0, write }));
    return written;
  }

  test('writes one JSON object a line with timestamp, level, target, message, node and fields', () => {
    expect(
      lines((logger) => logger.child('swim').info('member-changed', { member: 'node-2' })),
    ).toEqual([
      '{"timestamp":"1970-01-01T00:00:00.000Z","level":"info","target":"engram::swim","message":"member-changed","node_id":"node-1","member":"node-2"}',
    ]);
  });

  test('leaves out lines below its level', () => {
    expect(lines((logger) => logger.debug('datagram'))).toEqual([]);
  });

  test('shows an error with its message and code', () => {
    const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const [line = ''] = lines((logger) => logger.error('wal-failed', { cause }));
    expect(JSON.parse(line).cause).toMatchObject({
      name: 'Error',
      message: 'no space',
      code: 'ENOSPC',
    });
  });

  test('a field cannot take the place of what every line has', () => {
    const [line = ''] = lines((logger) =>
      logger.warn('event', { node_id: 'node-9', level: 'debug' }),
    );
    expect(JSON.parse(line)).toMatchObject({ node_id: 'node-1', level: 'warn' });
  });

  test('a line break in a value stays within the line', () => {
    const [line = ''] = lines((logger) => logger.info('event', { text: 'one\ntwo' }));
    expect(line.split('\n')).toHaveLength(1);
  });
});

describe('clocks', () => {
  test('the system clock runs an action, and a cancelled one never', async () => {
    const clock = createSystemClock();
    const ran: string[] = [];
    const cancel = clock.schedule(1, () => ran.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      clock.schedule(5, resolve);
    });
    cancel();
    expect(ran).toEqual([]);
  });

  test('the fake clock runs what is due in order of time, and what is due together in order of asking', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('third'));
    clock.schedule(10, () => {
      ran.push('first');
      clock.schedule(0, () => ran.push('second'));
    });
    clock.schedule(30, () => ran.push('late'));
    clock.advance(25);
    expect([ran, clock.monotonicMs()]).toEqual([['first', 'second', 'third'], 25]);
  });
});
