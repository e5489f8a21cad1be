import { expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { FullSyncs, type FullSyncsDeps } from '../../../cluster/node/full-syncs.ts';
import { FakeClock } from '../io/fake-clock.ts';

/** A node alone; `finish` ends the sync that runs. `begun` counts how often all copies were read. */
function syncing(intervalMs: number) {
  const clock = new FakeClock();
  const ends: (() => void)[] = [];
  let begun = 0;
  const read = (): Promise<readonly string[]> => {
    begun += 1;
    return new Promise((resolve) => {
      ends.push(() => resolve([]));
    });
  };
  const syncs = new FullSyncs({
    clock,
    logger: createSilentLogger(),
    peers: { self: 'n1', alive: () => ['n1'] },
    patterns: { held: () => [] },
    gossiper: { syncAll: read },
    replicaCheck: { run: async () => undefined },
    compare: async () => undefined,
    config: { gossip: { intervalMs } },
  } as unknown as FullSyncsDeps);
  const finish = async (): Promise<void> => {
    ends.pop()?.();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  return { clock, syncs, finish, begun: () => begun };
}

test('a sync begins at once when none has run', async () => {
  const { syncs, finish } = syncing(5_000);
  const { id, status, startedAt } = syncs.start();
  expect({ status, startedAt }).toEqual({
    status: 'syncing',
    startedAt: '2026-01-05T10:00:00.000Z',
  });
  await finish();
  expect(syncs.own(id)?.status).toBe('complete');
});

test('all who ask while one runs get the next one, which begins after it and a pause', async () => {
  const { clock, syncs, finish, begun } = syncing(5_000);
  const first = syncs.start();
  const next = syncs.start();
  expect(next.id).not.toBe(first.id);
  expect(next.startedAt).toBeNull();
  expect(syncs.start()).toEqual(next);
  clock.advance(30_000);
  syncs.run();
  expect(begun(), 'the first one still runs').toBe(1);
  await finish();
  clock.advance(9_999);
  syncs.run();
  expect(begun(), 'the pause').toBe(1);
  clock.advance(1);
  syncs.run();
  expect(begun()).toBe(2);
  expect(syncs.own(next.id)?.startedAt).toBe('2026-01-05T10:00:40.000Z');
  await finish();
  expect(syncs.own(next.id)?.status).toBe('complete');
});

test('one that is asked for after another has ended is never answered by that one', async () => {
  const { clock, syncs, finish, begun } = syncing(500);
  const first = syncs.start();
  await finish();
  const second = syncs.start();
  expect(second.id).not.toBe(first.id);
  expect(second.startedAt).toBeNull();
  clock.advance(1_000);
  syncs.run();
  expect(begun()).toBe(2);
});

test('the pause is bounded where rounds of gossip are rare', async () => {
  const { clock, syncs, finish } = syncing(3_600_000);
  syncs.start();
  await finish();
  clock.advance(10_000);
  expect(syncs.start().startedAt).not.toBeNull();
});
