// A node that could not find its seeds at its start finds them when their names are known.
import { describe, expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { SeedWatch } from '../../../cluster/node/seed-watch.ts';

const seeds = ['engram-0.engram:7946', 'engram-1.engram:7946'];

function watchNames(known: readonly string[] = []) {
  const names = new Map<string, string>();
  const asked: string[] = [];
  const changes: (readonly string[])[] = [];
  const state = { isAlone: true };
  const watch = new SeedWatch({
    seeds,
    known,
    resolve: (seed) => {
      asked.push(seed);
      const address = names.get(seed);
      return address === undefined
        ? Promise.reject(new Error('unknown'))
        : Promise.resolve(address);
    },
    logger: createSilentLogger(),
    isAlone: () => state.isAlone,
    onChanged: (addresses) => changes.push(addresses),
  });
  return { watch, names, asked, changes, state };
}

describe('a node whose seeds had no address at its start', () => {
  test('learns of each one when it has one, and once', async () => {
    const { watch, names, changes } = watchNames();
    await watch.look();
    expect(changes).toEqual([]);
    names.set('engram-1.engram:7946', '10.0.0.2:7946');
    await watch.look();
    await watch.look();
    expect(changes).toEqual([['10.0.0.2:7946']]);
  });

  test('asks on for the missing one when it has found others', async () => {
    const { watch, names, changes, state } = watchNames(['10.0.0.2:7946']);
    state.isAlone = false;
    names.set('engram-0.engram:7946', '10.0.0.1:7946');
    names.set('engram-1.engram:7946', '10.0.0.2:7946');
    await watch.look();
    expect(changes).toEqual([['10.0.0.1:7946', '10.0.0.2:7946']]);
  });
});

describe('a node that knows all its seeds', () => {
  const known = ['10.0.0.1:7946', '10.0.0.2:7946'];

  test('asks nobody while another member is alive', async () => {
    const { watch, asked, state } = watchNames(known);
    state.isAlone = false;
    await watch.look();
    expect(asked).toEqual([]);
  });

  test('looks where they are now when nobody is left, and keeps what it cannot find', async () => {
    const { watch, names, changes } = watchNames(known);
    await watch.look();
    expect(changes).toEqual([]);
    names.set('engram-0.engram:7946', '10.0.0.9:7946');
    names.set('engram-1.engram:7946', '10.0.0.2:7946');
    await watch.look();
    expect(changes).toEqual([['10.0.0.9:7946', '10.0.0.2:7946']]);
  });
});

test('a look that takes long is not joined by another one', async () => {
  const asked: string[] = [];
  const watch = new SeedWatch({
    seeds,
    known: [],
    resolve: (seed) => {
      asked.push(seed);
      return new Promise(() => undefined);
    },
    logger: createSilentLogger(),
    isAlone: () => true,
    onChanged: () => undefined,
  });
  void watch.look();
  void watch.look();
  await Promise.resolve();
  expect(asked).toEqual(seeds);
});
