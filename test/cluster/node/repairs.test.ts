import { expect, test } from 'vitest';
import { Deadline } from '../../../cluster/api/deadline.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import type { Repaired } from '../../../cluster/node/maintenance.ts';
import { Repairs, type RepairsDeps } from '../../../cluster/node/repairs.ts';
import type { SpaceView } from '../../../cluster/node/space-view.ts';
import type { MissingCopy } from '../../../cluster/replication/missing-copies.ts';
import { FakeClock } from '../io/fake-clock.ts';

/** A space that lacks these copies; none: it is whole. */
function space(id: string, ...missing: readonly MissingCopy[]): SpaceView {
  return {
    ...{ id, primary: 'n1', replicas: ['n2'], epoch: 1, lastSequence: 9 },
    ...{ missing, underReplicated: missing.length > 0, createdAt: '2026-01-05T10:00:00.000Z' },
  };
}

const unassigned: MissingCopy = { node: null, reason: 'unassigned', lagSequences: null };
const filling = (lagSequences: number): MissingCopy => ({
  ...{ node: 'n4', reason: 'lagging', lagSequences },
});

const deadline = (): Deadline => new Deadline(1_000, new FakeClock());

/** Node n1 in a cluster whose repair finds `repaired`; `see` is what the cluster is like at the next look. */
function repairing() {
  const clock = new FakeClock();
  let repaired: Repaired = { affected: ['alpha'], waiting: [] };
  let silent: readonly string[] = [];
  let spaces: readonly SpaceView[] = [];
  const repairs = new Repairs({
    peers: { self: 'n1', addressOf: () => 'n1:1' },
    clock,
    logger: createSilentLogger(),
    stuckAfterMs: 10_000,
    repairAll: async () => ({ ...repaired, silent }),
    viewSpaces: async () => spaces,
  } as unknown as RepairsDeps);
  const find = (affected: readonly string[], waiting: readonly string[] = []): void => {
    repaired = { affected, waiting };
  };
  const silence = (...nodes: readonly string[]): void => {
    silent = nodes;
  };
  const see = async (...seen: readonly SpaceView[]): Promise<void> => {
    spaces = seen;
    repairs.run();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  const start = async (): Promise<string> => {
    const { id } = await repairs.start(deadline());
    if (id === null) throw new Error('nothing was begun');
    return id;
  };
  return { clock, repairs, find, silence, see, start };
}

test('a repair is complete when no space that it is about lacks a copy', async () => {
  const { repairs, find, see, start } = repairing();
  find(['beta', 'alpha']);
  const id = await start();
  expect(repairs.own(id)).toMatchObject({ state: 'repairing', remaining: ['alpha', 'beta'] });
  await see(space('alpha', filling(9)), space('beta'), space('other', unassigned));
  expect(repairs.own(id)).toMatchObject({
    ...{ state: 'repairing', spaces: ['alpha', 'beta'], remaining: ['alpha'] },
    missing: [{ space: 'alpha', node: 'n4', reason: 'lagging', lagSequences: 9 }],
  });
  await see(space('alpha'), space('beta'), space('other', unassigned));
  expect(repairs.own(id)).toMatchObject({
    ...{ state: 'complete', remaining: [], finishedAt: '2026-01-05T10:00:00.000Z' },
  });
});

test('what was complete stays so, whatever is lost afterwards', async () => {
  const { repairs, see, start } = repairing();
  const id = await start();
  await see(space('alpha'));
  await see(space('alpha', unassigned));
  expect(repairs.own(id)).toMatchObject({ state: 'complete', remaining: [] });
});

test('nothing is begun where nothing is missing', async () => {
  const { repairs, find } = repairing();
  find([]);
  expect((await repairs.start(deadline())).id).toBeNull();
});

test('a space that lacks a copy is one of them although nobody has begun to make it', async () => {
  const { repairs, find, see } = repairing();
  find([], ['waits']);
  await see(space('alpha', unassigned), space('waits', unassigned), space('whole'));
  const { id, ...ordered } = await repairs.start(deadline());
  expect(ordered).toEqual({ affected: ['alpha'], waiting: ['waits'] });
  expect(repairs.own(id ?? '')?.spaces).toEqual(['alpha', 'waits']);
});

test('a node that does not answer keeps no other space from being repaired', async () => {
  const { silence, start } = repairing();
  silence('n3');
  expect(await start()).toMatch(/^repair_n1_/);
});

test('while a node does not answer nobody says that nothing is missing', async () => {
  const { repairs, find, silence } = repairing();
  find([]);
  silence('n3');
  await expect(repairs.start(deadline())).rejects.toThrow(
    '`n3` did not answer in time, and nobody else lacks a copy.',
  );
});

test('a repetition goes on with the open one, and adds what is missing since', async () => {
  const { repairs, find, see, start } = repairing();
  const id = await start();
  find([], ['beta']);
  expect(await start()).toBe(id);
  expect(repairs.own(id)?.spaces).toEqual(['alpha', 'beta']);
  await see(space('alpha'), space('beta'));
  expect(await start()).not.toBe(id);
});

test('a repair that does not get on has failed, and says what is missing', async () => {
  const { clock, repairs, see, start } = repairing();
  const id = await start();
  await see(space('alpha', unassigned));
  clock.advance(9_999);
  await see(space('alpha', unassigned));
  expect(repairs.own(id)?.state).toBe('repairing');
  clock.advance(1);
  await see(space('alpha', unassigned));
  expect(repairs.own(id)).toMatchObject({
    ...{ state: 'failed', remaining: ['alpha'] },
    missing: [{ space: 'alpha', ...unassigned }],
  });
});

test.each([
  ['a copy is given to a node', filling(500)],
  ['a copy gets on with being filled', filling(99)],
])('a repair has not failed while %s', async (_, next) => {
  const { clock, repairs, see, start } = repairing();
  const id = await start();
  const before = next.lagSequences === 500 ? unassigned : filling(100);
  await see(space('alpha', before));
  clock.advance(9_999);
  await see(space('alpha', next));
  clock.advance(9_999);
  await see(space('alpha', next));
  expect(repairs.own(id)?.state).toBe('repairing');
});

test('a copy that only falls further behind is no progress', async () => {
  const { clock, repairs, see, start } = repairing();
  const id = await start();
  await see(space('alpha', filling(100)));
  clock.advance(10_000);
  await see(space('alpha', filling(200)));
  expect(repairs.own(id)?.state).toBe('failed');
});

test('ids of other nodes, of other work and of nobody are not taken for its own', async () => {
  const { repairs, start } = repairing();
  const id = await start();
  expect(await repairs.find(id, deadline())).toMatchObject({ id });
  expect(await repairs.find(id.replace('repair', 'sync'), deadline())).toBeNull();
  expect(await repairs.find('repair_n1_0', deadline())).toBeNull();
  expect(await repairs.find('nonsense', deadline())).toBeNull();
});
