// Processes that end or stand still at bad moments, and disks that fail: nothing acknowledged is lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { expectNothingLost, healLimit, type Outcome, Story, tell } from './story.ts';

/** Per space; there are three. */
const rate = 10;
const seed = Number(process.env['ENGRAM_PROOF_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe(`five nodes, seed ${seed}`, () => {
  const random = mulberry32(seed);
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin(['--nodes', '5']);
  });
  afterAll(() => story.end());

  const judge = (what: string, outcome: Outcome): void => {
    tell(what, outcome);
    expectNothingLost(outcome);
    expect(outcome.healed).toBeLessThan(healLimit);
  };

  const inject = (...words: string[]) => story.do('fault', 'inject', ...words);

  test('primaries that are killed one after the other, and come back', async () => {
    const outcome = await story.underLoad(rate, async () => {
      for (const space of ['space-0', 'space-1', 'space-2']) {
        const primary = await story.waitForPrimary(space);
        await pauseFor(random);
        await inject('kill', '--node', primary);
        await story.waitForAnotherPrimary(space, primary);
        await story.waitForService(othersThan(primary));
        await story.do('fault', 'clear', 'kill', '--node', primary);
        await story.waitForHealth();
      }
    });
    judge('primaries killed', outcome);
  }, 300_000);

  test('a primary that stands still for longer than a suspicion lasts', async () => {
    const outcome = await story.underLoad(rate, async () => {
      const primary = await story.waitForPrimary('space-0');
      await inject('pause', '--node', primary);
      await story.waitForAnotherPrimary('space-0', primary);
      await story.waitForService(othersThan(primary));
    });
    judge('primary paused', outcome);
  }, 180_000);

  test.each([
    ['torn-write', 'power that goes in the middle of a write'],
    ['failing-fsync', 'a disk whose syncs fail'],
    ['full-disk', 'a disk that is full'],
  ])(
    '%s: %s',
    async (kind) => {
      const outcome = await story.underLoad(rate, async () => {
        const primary = await story.waitForPrimary('space-1');
        await inject(kind, '--node', primary);
        await story.waitForAnotherPrimary('space-1', primary);
        await story.waitForService(othersThan(primary));
      });
      judge(kind, outcome);
    },
    180_000,
  );
});

function othersThan(node: string): string[] {
  return ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'].filter((other) => other !== node);
}

/** Up to half a second of other work, so that the next event comes at a moment of its own. */
async function pauseFor(random: () => number): Promise<void> {
  const until = performance.now() + random() * 500;
  await waitUntil(() => performance.now() >= until, 60_000, 'a random moment');
}

/** Small generator of 0 to 1 (Tommy Ettinger's mulberry32). */
function mulberry32(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
