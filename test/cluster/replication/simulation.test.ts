/**
 * Random schedules against the invariants of `simulation/checker.ts`.
 * SEED=1234 replays one schedule; SCHEDULES=5000 runs that many instead of the usual number.
 */
import { describe, expect, it } from 'vitest';
import { InvariantBroken } from './simulation/checker.ts';
import { type Mutant, mutants } from './simulation/mutant.ts';
import { runSchedule, type Story } from './simulation/schedule.ts';

const onlySeed = process.env['SEED'];
const count = Number(process.env['SCHEDULES'] ?? 150);
const firstSeed = onlySeed === undefined ? 1 : Number(onlySeed);
const seeds = Array.from(
  { length: onlySeed === undefined ? count : 1 },
  (_, index) => firstSeed + index,
);

describe('a replicated group in a storm', () => {
  it('loses no acknowledged write, misses none in a read, never has two primaries in an epoch, and recovers', {
    timeout: 2_000 + seeds.length * 1_000,
  }, () => {
    const stories = seeds.map(tell);
    if (onlySeed !== undefined) return;
    // Paths that no schedule takes would be proved by nothing.
    const total = (count: (story: Story) => number): number =>
      stories.reduce((sum, story) => sum + count(story), 0);
    expect(total((story) => story.acknowledged)).toBeGreaterThan(10 * seeds.length);
    expect(total((story) => story.epochs)).toBeGreaterThan(seeds.length);
    expect(total((story) => story.installs)).toBeGreaterThan(0);
    expect(total((story) => story.copyChanges)).toBeGreaterThan(0);
    expect(total((story) => story.handOvers)).toBeGreaterThan(0);
    expect(total((story) => story.reads)).toBeGreaterThan(10 * seeds.length);
  });

  it('tells the same story for the same seed', () => {
    expect(runSchedule(firstSeed)).toEqual(runSchedule(firstSeed));
  });
});

describe('the checker of the simulation', () => {
  it.each(mutants)('catches a node that %s', { timeout: 60_000 }, (mutant) => {
    expect(firstCatch(mutant, 150)).toBeInstanceOf(InvariantBroken);
  });
});

function tell(seed: number): Story {
  try {
    return runSchedule(seed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Schedule ${seed}: ${reason} Replay it with SEED=${seed}.`, { cause });
  }
}

/** What the checker said about the first schedule in which the mutant did harm. */
function firstCatch(mutant: Mutant, schedules: number): unknown {
  for (let seed = 1; seed <= schedules; seed += 1) {
    try {
      runSchedule(seed, mutant);
    } catch (error) {
      if (error instanceof InvariantBroken) return error;
      // A mutant may also break the group's own checks first, which is caught just as well but proves less.
    }
  }
  return null;
}
