import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../cluster/io/disk.ts';
import { FaultyDisk } from '../../../cluster/io/faulty-disk.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { Drain, spacesWithoutHeir } from '../../../cluster/node/drain.ts';
import { openIdentity } from '../../../cluster/node/identity.ts';
import type { SpaceView } from '../../../cluster/node/space-view.ts';
import { FakeClock } from '../io/fake-clock.ts';

const startedAt = '2026-01-05T10:00:00.000Z';
const called = { id: 'dec_1', node: 'n1', startedAt };
const cancelled = {
  ...called,
  end: { outcome: 'cancelled', at: startedAt, copiesLeft: 2 },
} as const;

async function node(disk: Disk = new MemoryDisk()) {
  const announced: boolean[] = [];
  const clock = new FakeClock();
  await disk.makeDirectory('/data');
  const drain = new Drain({
    self: 'n1',
    identity: await openIdentity(disk, '/data', 'n1'),
    clock,
    logger: createSilentLogger(),
    announce: (draining) => announced.push(draining),
  });
  return { drain, announced, clock, disk };
}

describe('the drain of a node', () => {
  it('has an id that repeating the order does not change', async () => {
    const { drain, announced } = await node();
    expect(drain.record).toBeNull();
    await drain.begin(null);
    const first = drain.record;
    expect(first).toMatchObject({ startedAt, endedAt: null, decommission: null });
    expect(first?.id).toMatch(/^drain_[0-9a-f]{8}$/);
    await drain.begin('dec_1');
    expect(drain.record).toEqual(first);
    expect(announced).toEqual([true]);
  });

  it('is remembered when it is over, until the next one begins', async () => {
    const { drain, announced, clock } = await node();
    await drain.begin(null);
    const id = drain.record?.id;
    clock.advance(1_000);
    await drain.end();
    await drain.end();
    expect(drain.isOn).toBe(false);
    expect(drain.record).toMatchObject({ id, endedAt: '2026-01-05T10:00:01.000Z' });
    await drain.begin(null);
    expect(drain.record?.id).not.toBe(id);
    expect(announced).toEqual([true, false, true]);
  });

  it('has neither begun nor ended when that could not be written, and the order can be repeated', async () => {
    const disk = new FaultyDisk(new MemoryDisk(), new FakeClock());
    const { drain, announced } = await node(disk);
    const broken = { kind: 'sync-fails' } as const;
    disk.setFault(broken);
    await expect(drain.begin(null)).rejects.toThrow();
    expect(drain.isOn).toBe(false);
    disk.setFault(null);
    await drain.begin(null);
    disk.setFault(broken);
    await expect(drain.end()).rejects.toThrow();
    expect(drain.isOn).toBe(true);
    disk.setFault(null);
    await drain.end();
    expect(drain.isOn).toBe(false);
    expect(announced).toEqual([true, false]);
  });

  it('goes on after a restart, under the same id', async () => {
    const { drain, disk } = await node();
    await drain.begin('dec_1');
    const { drain: again } = await node(disk);
    expect(again.isOn).toBe(true);
    expect(again.record).toEqual(drain.record);
  });

  it('ends when the decommission that it belongs to was called off', async () => {
    const { drain } = await node();
    await drain.begin('dec_1');
    await drain.follow([]);
    await drain.follow([{ ...called, end: null }]);
    expect(drain.isOn, 'a catalog that is behind says nothing').toBe(true);
    await drain.follow([cancelled]);
    expect(drain.isOn).toBe(false);
  });

  it('does not end with a decommission if an operator had begun it', async () => {
    const { drain } = await node();
    await drain.begin(null);
    await drain.begin('dec_1');
    await drain.follow([cancelled]);
    expect(drain.isOn).toBe(true);
  });
});

describe('spaces without an heir', () => {
  const view = (id: string, primary: string, replicas: readonly string[]): SpaceView => ({
    ...{ id, primary, replicas, epoch: 1, lastSequence: 1, missing: [], underReplicated: false },
    createdAt: startedAt,
  });
  const rest = { swimAddress: 'n', httpAddress: 'n', version: '0.2.0', startedAt: 0, local: false };
  const seen = { incarnation: 1, changedAt: 0, heardAt: null };
  const members = [
    { id: 'n2', state: 'dead', draining: false, ...rest, ...seen },
    { id: 'n3', state: 'alive', draining: true, ...rest, ...seen },
    { id: 'n4', state: 'alive', draining: false, ...rest, ...seen },
  ] as const;

  it('are those whose other copies are all gone or drained', () => {
    const spaces = [
      view('alone', 'n1', []),
      view('gone', 'n1', ['n2', 'n3']),
      view('safe', 'n1', ['n2', 'n4']),
      view('other', 'n4', ['n2']),
    ];
    expect(spacesWithoutHeir('n1', spaces, members)).toEqual(['alone', 'gone']);
  });
});
