import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../../cluster/io/memory-disk.ts';
import { openForcedMode } from '../../../cluster/node/forced-mode.ts';
import { FakeClock } from '../io/fake-clock.ts';

const began = '2026-01-05T10:00:00.000Z';

async function world() {
  const disk = new MemoryDisk();
  await disk.makeDirectory('/data');
  const clock = new FakeClock();
  /** The order as a start at this moment reads it. */
  const open = () => openForcedMode(disk, clock, '/data');
  return { disk, clock, open, forced: await open() };
}

/** A clock whose wall was set by so much. */
function setBy(clock: FakeClock, wallMs: number) {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs() + wallMs,
    schedule: (delayMs: number, action: () => void) => clock.schedule(delayMs, action),
  };
}

describe('an order to be read-only', () => {
  it('without a time has no end', async () => {
    const { clock, open, forced } = await world();
    await forced.force(null);
    clock.advance(30 * 86_400_000);
    expect(await forced.endIfDue()).toBe(false);
    expect(await open()).toMatchObject({ since: began, until: null });
  });

  it('ends when its time is up, and not before', async () => {
    const { clock, open, forced } = await world();
    await forced.force(60_000);
    expect(forced).toMatchObject({ since: began, until: '2026-01-05T10:01:00.000Z' });
    clock.advance(59_999);
    expect(await forced.endIfDue()).toBe(false);
    expect(forced.since).toBe(began);
    clock.advance(1);
    expect(await forced.endIfDue()).toBe(true);
    expect(forced).toMatchObject({ since: null, until: null });
    expect((await open()).since).toBeNull();
    expect(await forced.endIfDue()).toBe(false);
  });

  it('keeps its end over a restart, and the time in between counts', async () => {
    const { clock, open, forced } = await world();
    await forced.force(60_000);
    clock.advance(40_000);
    const again = await open();
    expect(again).toMatchObject({ since: began, until: '2026-01-05T10:01:00.000Z' });
    expect(await again.endIfDue()).toBe(false);
    clock.advance(20_000);
    expect(await again.endIfDue()).toBe(true);
  });

  it('stands when it is read after its end, until it has been ended for good', async () => {
    const { clock, open, forced } = await world();
    await forced.force(60_000);
    clock.advance(90_000);
    const again = await open();
    expect(again.since).toBe(began);
    expect(await again.endIfDue()).toBe(true);
    expect((await open()).since).toBeNull();
  });

  it('does not depend on the wall clock once it is given', async () => {
    const { disk, clock, forced } = await world();
    await forced.force(60_000);
    const back = await openForcedMode(disk, setBy(clock, -365 * 86_400_000), '/data');
    clock.advance(86_400_000 - 1);
    expect(await back.endIfDue()).toBe(false);
    clock.advance(1);
    expect(await back.endIfDue(), 'a clock that was set back adds a day at most').toBe(true);
  });

  it('that is given again keeps its beginning and has the new end', async () => {
    const { clock, open, forced } = await world();
    await forced.force(60_000);
    clock.advance(30_000);
    await forced.force(60_000);
    expect(forced).toMatchObject({ since: began, until: '2026-01-05T10:01:30.000Z' });
    await forced.force(null);
    clock.advance(60_000);
    expect(await forced.endIfDue()).toBe(false);
    expect(await open()).toMatchObject({ since: began, until: null });
  });

  it.each([0, 2, 4, 8])('that is given while another ends stays, %i turns in', async (turns) => {
    const { clock, open, forced } = await world();
    await forced.force(60_000);
    clock.advance(60_000);
    const ending = forced.endIfDue();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await Promise.all([ending, forced.force(null)]);
    expect(await ending).toBe(false);
    expect(forced.until).toBeNull();
    expect(forced.since).not.toBeNull();
    expect((await open()).since).toBe(forced.since);
  });

  it('of a file that cannot be read has no end', async () => {
    const { disk, clock, open, forced } = await world();
    await forced.force(60_000);
    await disk.truncate('/data/forced-read-only.json', 18);
    clock.advance(86_400_000);
    const again = await open();
    expect(again).toMatchObject({ since: '1970-01-01T00:00:00.000Z', until: null });
    expect(await again.endIfDue()).toBe(false);
  });
});
