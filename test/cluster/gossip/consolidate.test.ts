import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listConflicts } from '../../../cluster/gossip/conflicts.ts';
import { type Episode, findTopics, revisePatterns } from '../../../cluster/gossip/consolidate.ts';
import { type Pattern, patternIdOf } from '../../../cluster/gossip/pattern.ts';
import { mergePattern } from '../../../cluster/gossip/siblings.ts';

function episode(id: string, content: string, more: Partial<Episode> = {}): Episode {
  return { id, content, tags: [], confidence: 0.8, ...more };
}

const week: readonly Episode[] = [
  episode('m-1', 'The disk failed'),
  episode('m-2', 'Swapped a disk', { confidence: 0.5 }),
  episode('m-3', 'Nothing much', { tags: ['disk'] }),
  episode('m-4', 'The fan failed'),
  episode('m-5', 'A fan again'),
];

function known(...patterns: readonly Pattern[]): ReadonlyMap<string, Pattern> {
  return new Map(patterns.map((pattern) => [pattern.id, pattern]));
}

const by = { author: 'node-1', at: '2026-01-05T10:00:00.000Z' };

describe('topics', () => {
  it('are words that three memories share, in content or as a tag', () => {
    expect(findTopics(week, 1)).toEqual([
      {
        topic: 'disk',
        strength: 0.6,
        // Mean confidence 0.7, three of four: the more memories, the closer to their mean.
        confidence: 0.525,
        sourceConfidence: 0.7,
        citations: ['m-1', 'm-2', 'm-3'],
      },
    ]);
  });

  it('are trusted less by the given factor', () => {
    expect(findTopics(week, 0.5)[0]?.confidence).toBeCloseTo(0.2625, 6);
  });

  it('are no common words, no numbers and nothing short', () => {
    const same = Array.from({ length: 5 }, (_, index) => episode(`m-${index}`, 'the 2026 of it'));
    expect(findTopics(same, 1)).toEqual([]);
  });

  it('do not depend on the order of the memories', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...week], { minLength: 5 }), (shuffled) => {
        expect(findTopics(shuffled, 1)).toEqual(findTopics(week, 1));
      }),
    );
  });
});

describe('a run', () => {
  it('makes a pattern with a stable id, and nothing when nothing has changed', () => {
    const made = revisePatterns(known(), findTopics(week, 1), by);
    expect(made.map(({ id }) => id)).toEqual([patternIdOf('disk')]);
    expect(made[0]?.versions[0]).toMatchObject({ clock: [['node-1', 1]], by: 'node-1' });
    expect(revisePatterns(known(...made), findTopics(week, 1), by)).toEqual([]);
  });

  it('goes on from the version that is there', () => {
    const made = revisePatterns(known(), findTopics(week, 1), by);
    const next = revisePatterns(known(...made), findTopics(week, 0.5), { ...by, author: 'node-2' });
    expect(next[0]?.versions[0]?.clock).toEqual([
      ['node-1', 1],
      ['node-2', 1],
    ]);
  });

  it('leaves a pattern in conflict alone', () => {
    const [here] = revisePatterns(known(), findTopics(week, 1), by);
    const [there] = revisePatterns(known(), findTopics(week, 0.5), { ...by, author: 'node-2' });
    if (here === undefined || there === undefined) throw new Error('Both must be there.');
    const both = mergePattern(here, there);
    if (both === null) throw new Error('The versions must not know each other.');
    expect(both.versions).toHaveLength(2);
    expect(revisePatterns(known(both), findTopics(week, 0.9), by)).toEqual([]);

    const [conflict] = listConflicts('ops', [both]);
    expect(conflict).toMatchObject({
      space: 'ops',
      sideA: { node: 'node-1', patternCount: 1, confidence: 0.525 },
      sideB: { node: 'node-2', patternCount: 1, confidence: 0.2625 },
      patterns: [both.id],
    });
    expect(conflict?.id).toBe(listConflicts('ops', [both])[0]?.id);
    expect(listConflicts('other', [both])[0]?.id).not.toBe(conflict?.id);
  });
});
