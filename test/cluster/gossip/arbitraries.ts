/** Random clocks, versions and patterns for laws. */
import fc from 'fast-check';
import { joinClocks, tickClock, type VectorClock } from '../../../cluster/gossip/clock.ts';
import type { PatternContent, PatternVersion } from '../../../cluster/gossip/pattern.ts';

const authors = ['node-1', 'node-2', 'node-3'] as const;

export const author = fc.constantFrom(...authors);

export const clock: fc.Arbitrary<VectorClock> = fc
  .array(author, { maxLength: 6 })
  .map((changes) => changes.reduce<VectorClock>((known, by) => tickClock(known, by), []));

export function contentOf(confidence: number, citations: readonly string[]): PatternContent {
  return { topic: 'disk', strength: 0.5, confidence, sourceConfidence: 0.7, citations };
}

const content = fc
  .record({
    confidence: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    citations: fc.subarray(['m-1', 'm-2', 'm-3', 'm-4']),
  })
  .map(({ confidence, citations }) => contentOf(confidence, citations));

/** Any version, whether or not a history could have made it. */
export const anyVersion: fc.Arbitrary<PatternVersion> = fc.record({
  content,
  clock,
  by: author,
  at: fc.constantFrom('2026-01-05T10:00:00.000Z', '2026-01-05T11:00:00.000Z'),
});

/** Versions that a history makes: every author goes on from versions it has seen. */
export const history: fc.Arbitrary<readonly PatternVersion[]> = fc
  .array(fc.record({ by: author, content, seen: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((steps) => {
    const made: PatternVersion[] = [];
    for (const { by, content: said, seen } of steps) {
      const own = made.filter((version) => version.by === by);
      const known = [...own, ...seen.flatMap((index) => made[index] ?? [])];
      const before = joinClocks(known.map((version) => version.clock));
      const at = '2026-01-05T10:00:00.000Z';
      made.push({ content: said, clock: tickClock(before, by), by, at });
    }
    return made;
  });
