/** Random schedules of one move. SEED=1234 replays one schedule; SCHEDULES=5000 runs that many. */
import { expect, it } from 'vitest';
import { type MoveStory, runMove } from './simulation/moving.ts';

const onlySeed = process.env['SEED'];
const count = Number(process.env['SCHEDULES'] ?? 60);
const firstSeed = onlySeed === undefined ? 1 : Number(onlySeed);
const seeds = Array.from(
  { length: onlySeed === undefined ? count : 1 },
  (_, index) => firstSeed + index,
);

it('whatever breaks in the middle, a move ends, and no acknowledged write is lost', {
  timeout: 10_000 + seeds.length * 2_000,
}, () => {
  const stories = seeds.map(tell);
  if (onlySeed !== undefined) return;
  const total = (of: (story: MoveStory) => number): number =>
    stories.reduce((sum, story) => sum + of(story), 0);
  expect(total(({ acknowledged }) => acknowledged)).toBeGreaterThan(10 * seeds.length);
  for (const kind of ['change', 'mark', 'hand-over', 'failed', 'wait']) {
    expect(
      total(({ steps }) => steps[kind] ?? 0),
      kind,
    ).toBeGreaterThan(0);
  }
  expect(total(({ installs }) => installs)).toBeGreaterThan(0);
});

function tell(seed: number): MoveStory {
  try {
    return runMove(seed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Schedule ${seed}: ${reason} Replay it with SEED=${seed}.`, { cause });
  }
}
