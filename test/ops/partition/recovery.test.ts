// What must be true after a split has healed.
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../../cluster/api/contract.ts';
import type { Outcome, WriteOperation } from '../../../ops/load/history.ts';
import {
  checkConvergence,
  checkSequences,
  phasesOf,
  readMoment,
} from '../../../ops/partition/recovery.ts';

/** Acknowledged, or not, at this Unix second. */
function write(id: string, endsAt: number, outcome: Outcome = 'ok'): WriteOperation {
  return {
    op_id: id,
    process: 'writer',
    op: 'remember',
    space: 'notes',
    memory_id: id,
    start: endsAt * 1_000 - 5,
    end: endsAt * 1_000,
    outcome,
    node: 'node-1',
  };
}

const start = 1_762_000_000;
const history = [
  write('early', start - 10),
  write('during', start + 10),
  write('refused', start + 11, 'fail'),
  write('unanswered', start + 12, 'unknown'),
  write('late', start + 60),
];
const idsOf = (phases: ReturnType<typeof phasesOf>) =>
  phases.map(({ acknowledged }) => acknowledged.map(({ memory_id }) => memory_id));

test('acknowledged writes of the time of the split count like earlier ones', () => {
  expect(idsOf(phasesOf(history, { before: start, after: undefined }))).toEqual([
    ['early'],
    ['during', 'late'],
  ]);
});

test('writes after the given end do not count', () => {
  expect(idsOf(phasesOf(history, { before: start, after: start + 30 }))).toEqual([
    ['early'],
    ['during'],
  ]);
});

test('without a beginning all acknowledged writes are one group', () => {
  expect(idsOf(phasesOf(history, { before: undefined, after: undefined }))).toEqual([
    ['early', 'during', 'late'],
  ]);
});

test('a moment is given in Unix seconds and in nothing else', () => {
  expect(readMoment('1762000496', '--before')).toBe(1_762_000_496);
  expect(readMoment(undefined, '--before')).toBeUndefined();
  for (const wrong of ['1762000496000', '2025-11-01', 'now', '']) {
    expect(() => readMoment(wrong, '--before')).toThrow('expected Unix seconds');
  }
});

type Convergence = ResponseOf<'getConvergence'>;

function convergence(spaces: Readonly<Record<string, readonly number[]>>): Convergence {
  return {
    converged: true,
    divergence_count: 0,
    per_space: Object.entries(spaces).map(([space, sequences]) => ({
      space,
      converged: true,
      roots: {},
      pattern_roots: {},
      sequences: Object.fromEntries(
        sequences.map((sequence, index) => [`node-${index + 1}`, sequence]),
      ),
    })),
    unanswered: [],
    last_full_sync: null,
    checked_at: '2026-01-05T10:00:00.000Z',
  };
}

test('a space has not gone back when all copies are at least where the furthest one was', () => {
  const baseline = convergence({ notes: [10, 12, 11] });
  expect(checkSequences(baseline, convergence({ notes: [12, 12, 12] })).ok).toBe(true);
  expect(checkSequences(baseline, convergence({ notes: [15, 15, 11] }))).toMatchObject({
    ok: false,
    detail: 'notes is at 11, was at 12',
  });
});

test('a space that is gone, or has no copy that answers, is not passed over', () => {
  const baseline = convergence({ notes: [1], orders: [1] });
  expect(checkSequences(baseline, convergence({ orders: [1] }))).toMatchObject({
    ok: false,
    detail: 'notes is gone',
  });
  expect(checkSequences(baseline, convergence({ notes: [], orders: [1] })).ok).toBe(false);
});

test('copies are equal only when every node has said so', () => {
  const equal = convergence({ notes: [3, 3, 3] });
  expect(checkConvergence(equal).ok).toBe(true);
  expect(checkConvergence({ ...equal, converged: false, unanswered: ['node-3'] })).toMatchObject({
    ok: false,
    detail: 'node-3 did not answer',
  });
});
