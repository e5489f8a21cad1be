import { describe, expect, it } from 'vitest';
import { listConflicts } from '../../../cluster/gossip/conflicts.ts';
import type { Pattern, PatternVersion } from '../../../cluster/gossip/pattern.ts';
import { settleConflicts } from '../../../cluster/gossip/settle.ts';
import { mergeVersions } from '../../../cluster/gossip/siblings.ts';
import { contentOf } from './arbitraries.ts';

function version(by: string, confidence: number): PatternVersion {
  return { content: contentOf(confidence, [by]), clock: [[by, 1]], by, at: '' };
}

function pattern(id: string, ...versions: readonly PatternVersion[]): Pattern {
  return { id, versions: mergeVersions(versions, []) };
}

const two = pattern('p-2', version('node-1', 0.8), version('node-2', 0.6));
const three = pattern(
  'p-3',
  version('node-1', 0.5),
  version('node-2', 0.7),
  version('node-3', 0.6),
);
const whole = pattern('p-1', version('node-1', 0.9));
const patterns = [whole, two, three];
const all = { strategy: 'higher_confidence', side: null, conflictIds: null } as const;

describe('settling conflicts', () => {
  it('of all nodes leaves none, and no pattern that was whole is touched', () => {
    const { changes, resolved, remaining } = settleConflicts('ops', patterns, all);
    expect(remaining).toEqual([]);
    expect(resolved.map(({ sideA, sideB }) => [sideA.node, sideB.node])).toEqual([
      ['node-1', 'node-2'],
      ['node-1', 'node-3'],
      ['node-2', 'node-3'],
    ]);
    expect(changes.map(({ id, versions }) => [id, versions.map(({ by }) => by)])).toEqual([
      ['p-2', ['node-1']],
      ['p-3', ['node-2']],
    ]);
  });

  it('by hand decides between two sides and leaves a third for later', () => {
    const [first] = listConflicts('ops', patterns);
    const order = { strategy: 'manual', side: 'b', conflictIds: [first?.id ?? ''] } as const;
    const { changes, resolved, remaining } = settleConflicts('ops', patterns, order);
    expect(resolved).toEqual([first]);
    expect(changes.find(({ id }) => id === 'p-2')?.versions).toMatchObject([{ by: 'node-2' }]);
    expect(remaining.map(({ sideA, sideB }) => [sideA.node, sideB.node])).toEqual([
      ['node-2', 'node-3'],
    ]);
  });

  it('by hand for a node that is on neither side changes nothing', () => {
    const order = { strategy: 'manual', side: 'node-9', conflictIds: null } as const;
    expect(settleConflicts('ops', patterns, order)).toMatchObject({ changes: [], resolved: [] });
  });

  it('takes only the conflicts that are named', () => {
    const order = { ...all, conflictIds: ['conf_0000000000000000'] };
    const { changes, remaining } = settleConflicts('ops', patterns, order);
    expect(changes).toEqual([]);
    expect(remaining).toHaveLength(3);
  });
});
