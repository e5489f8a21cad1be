import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeMoves,
  applyToRun,
  isFinal,
  type MoveNote,
  moveStates,
  type RebalanceRun,
  type RunCommand,
} from '../../../cluster/placement/rebalance-run.ts';

const at = '2026-01-05T10:00:00.000Z';
const moves = [
  { kind: 'copy', space: 'a', from: 'n1', to: 'n4' },
  { kind: 'primary', space: 'a', from: 'n4', to: 'n2' },
  { kind: 'copy', space: 'b', from: 'n2', to: 'n4' },
] as const;
const start: RunCommand = { kind: 'start-rebalance', run: 'r1', reason: 'requested', moves, at };

function note(move: number, state: MoveNote['state'], given: Partial<MoveNote> = {}): RunCommand {
  const full = { state, progressPct: 0, bytes: 0, error: null, ...given };
  return { kind: 'note-move', run: 'r1', move, note: full };
}

function runAfter(...commands: readonly RunCommand[]): RebalanceRun | null {
  return commands.reduce<RebalanceRun | null>(applyToRun, null);
}

function states(run: RebalanceRun | null): readonly string[] {
  return run?.moves.map(({ state }) => state) ?? [];
}

describe('a rebalance', () => {
  it('starts with all moves pending, and a second one is ignored while it is open', () => {
    const run = runAfter(start, { ...start, run: 'r2' });
    expect(run).toMatchObject({ id: 'r1', reason: 'requested', startedAt: at, finishedAt: null });
    expect(states(run)).toEqual(['pending', 'pending', 'pending']);
  });

  it('is finished only when every move has ended', () => {
    const finish: RunCommand = { kind: 'finish-rebalance', run: 'r1', at };
    const half = runAfter(start, note(0, 'done'), finish);
    expect(half?.finishedAt).toBeNull();
    const whole = runAfter(start, note(0, 'done'), note(1, 'failed'), note(2, 'done'), finish);
    expect(whole?.finishedAt).toBe(at);
  });

  it('never takes a move back, whatever is told in whatever order', () => {
    const anyNote = fc.tuple(fc.nat({ max: 2 }), fc.constantFrom(...moveStates));
    fc.assert(
      fc.property(fc.array(anyNote), (notes) => {
        let run = runAfter(start);
        for (const [move, state] of notes) {
          const before = run?.moves[move]?.state ?? 'pending';
          run = applyToRun(run, note(move, state));
          const after = run?.moves[move]?.state ?? 'pending';
          expect(moveStates.indexOf(after)).toBeGreaterThanOrEqual(moveStates.indexOf(before));
          if (isFinal(before)) expect(after).toBe(before);
        }
      }),
    );
  });

  it('opens failed moves again, and only those', () => {
    const failed = runAfter(start, note(0, 'done'), note(2, 'failed', { error: 'gone' }));
    const run = applyToRun(failed, { kind: 'retry-rebalance', run: 'r1' });
    expect(states(run)).toEqual(['done', 'pending', 'pending']);
    expect(applyToRun(run, { kind: 'retry-rebalance', run: 'r1' })).toBe(run);
  });

  it('gives up the moves from a node that stays', () => {
    const run = runAfter(start, { kind: 'cancel-moves', run: 'r1', from: 'n1' });
    expect(states(run)).toEqual(['failed', 'pending', 'pending']);
  });

  it('ignores what is told about another run', () => {
    const run = runAfter(start);
    expect(applyToRun(run, { ...note(0, 'done'), run: 'r9' } as RunCommand)).toBe(run);
    expect(applyToRun(null, note(0, 'done'))).toBeNull();
  });
});

describe('the moves to work on', () => {
  it('are the first open ones, one of each space', () => {
    const list = (run: RebalanceRun | null, atOnce: number): readonly number[] =>
      activeMoves(run, atOnce).map(({ number }) => number);
    expect(list(runAfter(start), 1)).toEqual([0]);
    expect(list(runAfter(start), 5)).toEqual([0, 2]);
    expect(list(runAfter(start, note(0, 'done')), 5)).toEqual([1, 2]);
    expect(list(null, 5)).toEqual([]);
  });
});
