// Every host loses its power at the same moment. A kill could not show that writes are on the disks: the memory of the
// host would still have them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { expectNothingLost, healLimit, type Outcome, Story, tell } from './story.ts';

const nodes = ['node-1', 'node-2', 'node-3'];

async function losePower(story: Story, times: number): Promise<Outcome> {
  return await story.underLoad(40, async () => {
    for (let time = 0; time < times; time += 1) {
      await story.do('fault', 'inject', 'power-loss', '--node', 'all');
      await story.do('fault', 'clear', 'power-loss');
      await story.waitForHealth();
      await story.waitForService(nodes);
    }
  });
}

test('what was acknowledged before all power went is there when it comes back, and goes on coming back', async () => {
  const story = await Story.begin(['--nodes', '3']);
  try {
    const outcome = await losePower(story, 2);
    tell('all power lost, twice', outcome);
    expectNothingLost(outcome);
    expect(outcome.healed).toBeLessThan(healLimit);
  } finally {
    await story.end();
  }
}, 180_000);

test('a node that writes its log and does not sync it is caught', async () => {
  const marker = join(await scratchFolder({}), 'unsynced');
  const story = await Story.begin(['--nodes', '3'], {
    ENGRAM_BIN: join(import.meta.dirname, 'unsynced-engram'),
    ENGRAM_UNSYNCED: marker,
  });
  try {
    await writeFile(marker, '');
    const outcome = await losePower(story, 1);
    tell('unsynced node', outcome);
    expect(outcome.verdict.lost).toBeGreaterThan(0);
  } finally {
    await story.end();
  }
}, 180_000);
