// "0 lost" says something only if a program that loses writes is caught. This one does, and has to be, every time.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, Story, tell } from './story.ts';

/** The primary's messages reach its copies late, and then it is gone: what only it had is lost. */
async function killWithLateCopies(extra: Readonly<Record<string, string>>): Promise<Outcome> {
  const story = await Story.begin(['--nodes', '3'], extra);
  try {
    const happen = async (): Promise<void> => {
      const primary = await story.waitForPrimary('space-0');
      const copies = ['node-1', 'node-2', 'node-3'].filter((id) => id !== primary).join(',');
      await story.do(
        'fault',
        'inject',
        'delay',
        '--from',
        primary,
        '--to',
        copies,
        '--by',
        '300ms',
      );
      // Something that can be lost, whatever the time that killing takes.
      await story.waitForWrites('space-0', 5);
      await story.do('fault', 'inject', 'kill', '--node', primary);
      await story.waitForAnotherPrimary('space-0', primary);
    };
    // The killed node stays away: what it knew alone is what is looked for.
    return await story.underLoad(200, happen, { mend: false });
  } finally {
    await story.end();
  }
}

describe('a primary is killed while its messages to the copies are late', () => {
  test('a node that acknowledges before its log and its copies have the write is caught', async () => {
    const outcome = await killWithLateCopies({
      ENGRAM_BIN: join(import.meta.dirname, 'hasty-engram'),
    });
    tell('hasty node', outcome);
    expect(outcome.verdict.lost).toBeGreaterThan(0);
  }, 120_000);

  test('the right one loses nothing under the same conditions', async () => {
    const outcome = await killWithLateCopies({});
    tell('right node', outcome);
    expect(outcome.verdict).toMatchObject({ lost: 0, contradicted: 0, unread: 0 });
  }, 120_000);
});
