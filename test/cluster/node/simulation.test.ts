/**
 * Whole nodes together, as they are composed for production, against the invariants of `simulation/checker.ts`.
 * SEED=1234 replays one schedule; SCHEDULES=1000 runs that many instead of the usual number.
 */
import { describe, expect, it } from 'vitest';
import { InvariantBroken } from './simulation/checker.ts';
import { type Mutant, mutants } from './simulation/mutant.ts';
import { runSchedule, type Story } from './simulation/schedule.ts';

const onlySeed = process.env['SEED'];
const count = Number(process.env['SCHEDULES'] ?? 16);
const firstSeed = onlySeed === undefined ? 1 : Number(onlySeed);
const seeds = Array.from(
  { length: onlySeed === undefined ? count : 1 },
  (_, index) => firstSeed + index,
);

describe('a cluster in a storm', () => {
  it('loses no acknowledged write, takes none without a majority, and is whole again', {
    timeout: 30_000 + seeds.length * 5_000,
  }, async () => {
    const stories: Story[] = [];
    for (const seed of seeds) stories.push(await tell(seed));
    if (onlySeed !== undefined) return;
    // Paths that no schedule takes would be proved by nothing.
    const total = (amount: (story: Story) => number): number =>
      stories.reduce((sum, story) => sum + amount(story), 0);
    expect(total((story) => story.acknowledged)).toBeGreaterThan(20 * seeds.length);
    expect(total((story) => story.epochs)).toBeGreaterThan(2 * seeds.length);
    expect(total((story) => story.read)).toBeGreaterThan(seeds.length);
    expect(total((story) => story.askedFenced)).toBeGreaterThan(0);
    for (const fault of ['crash', 'split', 'drain', 'decommission', 'join'])
      expect(total(({ faults }) => faults[fault] ?? 0)).toBeGreaterThan(0);
    for (const order of ['drain', 'decommission', 'rebalance', 'promote', 'fence'])
      expect(total(({ orders }) => orders[order] ?? 0)).toBeGreaterThan(0);
  });

  it('tells the same story for the same seed, down to every message', async () => {
    expect(await runSchedule(firstSeed)).toEqual(await runSchedule(firstSeed));
  });
});

describe('the checks of the simulation', () => {
  it.each(mutants)('catch a cluster whose node %s', { timeout: 60_000 }, async (mutant) => {
    expect(await firstCatch(mutant, 20)).toBeInstanceOf(InvariantBroken);
  });
});

async function tell(seed: number): Promise<Story> {
  try {
    return await runSchedule(seed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Schedule ${seed}: ${reason} Replay it with SEED=${seed}.`, { cause });
  }
}

/** What the checks said about the first schedule in which the mutant did harm. */
async function firstCatch(mutant: Mutant, schedules: number): Promise<unknown> {
  for (let seed = 1; seed <= schedules; seed += 1) {
    try {
      await runSchedule(seed, { mutant });
    } catch (error) {
      if (error instanceof InvariantBroken) return error;
      throw error;
    }
  }
  return null;
}
