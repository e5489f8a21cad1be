import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareClocks } from '../../../cluster/gossip/clock.ts';
import { hashVersion, type PatternVersion } from '../../../cluster/gossip/pattern.ts';
import { resolveVersions, type Strategy } from '../../../cluster/gossip/resolve.ts';
import { mergePattern, mergeVersions } from '../../../cluster/gossip/siblings.ts';
import { anyVersion, contentOf, history } from './arbitraries.ts';

const versions = fc.array(anyVersion, { maxLength: 5 });

function mergeAll(sets: readonly (readonly PatternVersion[])[]): readonly PatternVersion[] {
  return sets.reduce((merged, one) => mergeVersions(merged, one), []);
}

describe('merging versions', () => {
  it('does not depend on the order, the grouping or repetitions', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const merged = mergeVersions(mergeVersions(a, b), c);
        expect(mergeVersions(a, mergeVersions(b, c))).toEqual(merged);
        expect(mergeVersions(c, mergeVersions(b, a))).toEqual(merged);
        expect(mergeVersions(merged, b)).toEqual(merged);
      }),
    );
  });

  it('keeps exactly what nobody else knew of', () => {
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const merged = mergeVersions(a, b);
        const hashes = new Set(merged.map(hashVersion));
        for (const version of [...a, ...b]) {
          const isOld = [...a, ...b].some(
            (other) => compareClocks(version.clock, other.clock) === 'before',
          );
          expect(hashes.has(hashVersion(version))).toBe(!isOld);
        }
      }),
    );
  });

  it('tells whether something was new', () => {
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const known = { id: 'p', versions: mergeVersions(a, []) };
        const merged = mergePattern(known, { id: 'p', versions: b });
        const expected = mergeVersions(a, b);
        if (merged === null) expect(expected).toEqual(known.versions);
        else expect(merged.versions).toEqual(expected);
        expect(merged === null).toBe(JSON.stringify(expected) === JSON.stringify(known.versions));
      }),
    );
  });
});

const strategy: fc.Arbitrary<Strategy> = fc.oneof(
  fc.constant({ kind: 'higher_confidence' } as const),
  fc.constant({ kind: 'merge' } as const),
  fc.constantFrom('node-1', 'node-2', 'node-3').map((side) => ({ kind: 'manual', side }) as const),
);

describe('resolving a conflict', () => {
  it('gives the same version whatever the order in which the versions came', () => {
    fc.assert(
      fc.property(history, strategy, fc.infiniteStream(fc.nat()), (made, how, chance) => {
        const set = mergeVersions(made, []);
        const shuffled = [...set]
          .map((version) => ({ version, at: chance.next().value as number }))
          .sort((left, right) => left.at - right.at)
          .map(({ version }) => version);
        const one = resolveVersions(set, how);
        const other = resolveVersions(shuffled, how);
        expect(other === null ? null : hashVersion(other)).toBe(
          one === null ? null : hashVersion(one),
        );
      }),
    );
  });

  it('leaves one version that replaces all others', () => {
    fc.assert(
      fc.property(history, strategy, (made, how) => {
        const set = mergeVersions(made, []);
        const resolved = resolveVersions(set, how);
        if (resolved === null) return;
        expect(mergeVersions(set, [resolved])).toEqual([resolved]);
      }),
    );
  });

  it('also ends a disagreement of two operators who resolved the same at once', () => {
    fc.assert(
      fc.property(history, strategy, strategy, strategy, (made, first, second, third) => {
        const set = mergeVersions(made, []);
        const both = [resolveVersions(set, first), resolveVersions(set, second)];
        const known = mergeVersions(
          set,
          both.filter((version) => version !== null),
        );
        const resolved = resolveVersions(known, third);
        if (resolved === null) return;
        expect(mergeVersions(known, [resolved])).toEqual([resolved]);
      }),
    );
  });

  it('converges when nodes resolve what they have at different times', () => {
    fc.assert(
      fc.property(
        history,
        strategy,
        fc.array(fc.nat({ max: 7 }), { maxLength: 6 }),
        (made, how, when) => {
          // One node resolves after every arrival, one never until the end, one now and then.
          const eager = made.reduce<readonly PatternVersion[]>((set, version) => {
            const next = mergeVersions(set, [version]);
            const resolved = resolveVersions(next, how);
            return resolved === null ? next : mergeVersions(next, [resolved]);
          }, []);
          const late = mergeAll(made.map((version) => [version]));
          const some = made.reduce<readonly PatternVersion[]>((set, version, index) => {
            const next = mergeVersions(set, [version]);
            const resolved = when.includes(index) ? resolveVersions(next, how) : null;
            return resolved === null ? next : mergeVersions(next, [resolved]);
          }, []);
          const everywhere = mergeAll([eager, late, some]);
          expect(mergeAll([some, eager, late])).toEqual(everywhere);
          expect(mergeAll([late, some, eager])).toEqual(everywhere);
        },
      ),
    );
  });
});

describe('the strategies', () => {
  const at = '2026-01-05T10:00:00.000Z';
  const sure: PatternVersion = {
    content: contentOf(0.85, ['m-1', 'm-2', 'm-3']),
    clock: [['node-1', 1]],
    by: 'node-1',
    at,
  };
  const unsure: PatternVersion = {
    content: contentOf(0.65, ['m-3', 'm-4']),
    clock: [['node-2', 1]],
    by: 'node-2',
    at: '2026-01-05T10:30:00.000Z',
  };

  it('higher confidence takes the surer content as it is', () => {
    const resolved = resolveVersions([unsure, sure], { kind: 'higher_confidence' });
    expect(resolved).toMatchObject({ content: sure.content, by: 'node-1', at });
  });

  it('merge unites the citations and trusts the whole less, the less they overlap', () => {
    const resolved = resolveVersions([unsure, sure], { kind: 'merge' });
    expect(resolved?.content.citations).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
    // One of four citations is shared: 0.75 × (1 − 0.3 × 0.75).
    expect(resolved?.content.confidence).toBeCloseTo(0.58125, 6);
    expect(resolved?.at).toBe(unsure.at);
  });

  it('manual takes the side that is named, and nothing if it has none', () => {
    const resolved = resolveVersions([unsure, sure], { kind: 'manual', side: 'node-2' });
    expect(resolved).toMatchObject({ content: unsure.content, by: 'node-2' });
    expect(resolveVersions([unsure, sure], { kind: 'manual', side: 'node-3' })).toBeNull();
  });

  it('have nothing to do for one version', () => {
    expect(resolveVersions([sure], { kind: 'merge' })).toBeNull();
  });
});
