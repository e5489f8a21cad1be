import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { playStory } from './story.ts';

const folder = new URL('../transcripts/', import.meta.url);
const stories = readdirSync(folder).filter((name) => name.startsWith('swim-'));

// `UPDATE=1` writes down what happens now. Commit a changed story only if you can say why each line changed.
describe('a story of the protocol happens again as it was written down', () => {
  test.each(stories)('%s', (name) => {
    const file = new URL(name, folder);
    const written = readFileSync(file, 'utf8');
    const played = playStory(written);
    if (process.env['UPDATE'] === '1') writeFileSync(file, played);
    else expect(played).toBe(written);
  });

  test('there are stories', () => {
    expect(stories.length).toBeGreaterThan(5);
  });
});
