import { describe, expect, it } from 'vitest';
import type { MemberState } from '../../../cluster/model/member.ts';
import { type MoveNeeds, planMove } from '../../../cluster/replication/move.ts';
import type { GroupStatus, PeerStatus } from '../../../cluster/replication/status.ts';

function peer(node: string, given: Partial<PeerStatus> = {}): PeerStatus {
  const fresh = { learner: false, matched: 500, lagSequences: 0, lagSeconds: 0 };
  return { node, ...fresh, lastAnswerMsAgo: 10, answering: true, ...given };
}

function status(given: Partial<GroupStatus> = {}): GroupStatus {
  return {
    role: 'primary',
    epoch: 1,
    primary: 'n1',
    copies: { voters: ['n1', 'n2', 'n3'], learners: [] },
    copiesSettled: true,
    lastSequence: 500,
    copiesSequence: 1,
    lastEpoch: 1,
    commit: 500,
    durable: 500,
    settled: true,
    peers: [peer('n2'), peer('n3')],
    ...given,
  };
}

function members(states: Readonly<Record<string, MemberState>> = {}, draining: string[] = []) {
  return new Map(
    ['n1', 'n2', 'n3', 'n4'].map((id) => {
      return [id, { state: states[id] ?? 'alive', draining: draining.includes(id) }] as const;
    }),
  );
}

function plan(given: Partial<MoveNeeds> = {}) {
  const move = { kind: 'copy', from: 'n3', to: 'n4' } as const;
  const marks = { mark: null, markAfter: null, newCopy: null };
  return planMove({ move, status: status(), members: members(), copies: 3, ...marks, ...given });
}

const learning = { voters: ['n1', 'n2', 'n3'], learners: ['n4'] };
const four = { voters: ['n1', 'n2', 'n3', 'n4'], learners: [] };
const after = { voters: ['n1', 'n2', 'n4'], learners: [] };
const filled = status({ copies: learning, peers: [peer('n2'), peer('n3'), peer('n4')] });
const voting = status({ copies: four, peers: [peer('n2'), peer('n3'), peer('n4')] });

describe('a move of a copy', () => {
  it('begins with a learner', () => {
    expect(plan()).toEqual({
      kind: 'change',
      state: 'copying',
      change: { kind: 'add-learner', node: 'n4' },
    });
  });

  it('waits while the learner is filled, and says how far it is', () => {
    const behind = peer('n4', { learner: true, matched: 100, lagSequences: 400 });
    const half = status({ copies: learning, peers: [peer('n2'), peer('n3'), behind] });
    expect(plan({ status: half })).toEqual({ kind: 'wait', state: 'copying', progressPct: 20 });
  });

  it('asks for a mark once the learner has caught up', () => {
    expect(plan({ status: filled })).toEqual({ kind: 'mark' });
  });

  it('gives the new copy a vote only when both roots at the mark are equal', () => {
    const mark = { sequence: 501, root: 'aa' };
    const given = { status: filled, markAfter: 500, mark };
    const waiting = { kind: 'wait', state: 'catching_up', progressPct: 99 };
    expect(plan({ ...given, newCopy: null })).toEqual(waiting);
    expect(plan({ ...given, newCopy: { mark: null, applied: 499 } })).toEqual(waiting);
    expect(plan({ ...given, newCopy: { mark, applied: 501 } })).toEqual({
      kind: 'change',
      state: 'cutover',
      change: { kind: 'promote', node: 'n4' },
    });
  });

  it('is not satisfied with a mark from before the copy had caught up', () => {
    const mark = { sequence: 480, root: 'aa' };
    const given = { status: filled, markAfter: 500, mark, newCopy: { mark, applied: 500 } };
    expect(plan(given)).toMatchObject({ kind: 'wait', state: 'catching_up' });
  });

  it('asks for another mark when the copy got the whole state from behind it', () => {
    const mark = { sequence: 501, root: 'aa' };
    const newCopy = { mark: null, applied: 502 };
    expect(plan({ status: filled, markAfter: 500, mark, newCopy })).toEqual({ kind: 'mark' });
  });

  it('fails, and takes the new copy out again, when the roots differ', () => {
    const mark = { sequence: 501, root: 'aa' };
    const newCopy = { mark: { sequence: 501, root: 'bb' }, applied: 501 };
    expect(plan({ status: filled, markAfter: 500, mark, newCopy })).toEqual({
      kind: 'failed',
      reason: 'The copy on `n4` differs at sequence 501.',
      undo: { kind: 'remove', node: 'n4' },
    });
  });

  it('removes the old copy when the new one votes and enough others are up to date', () => {
    expect(plan({ status: voting })).toEqual({
      kind: 'change',
      state: 'cutover',
      change: { kind: 'remove', node: 'n3' },
    });
  });

  it('keeps the old copy while the new one, or one of the others, does not answer or is behind', () => {
    const waiting = { kind: 'wait', state: 'cutover', progressPct: 100 };
    for (const bad of [{ answering: false }, { matched: 100, lagSequences: 400 }]) {
      const newCopy = [peer('n2'), peer('n3'), peer('n4', bad)];
      expect(plan({ status: status({ copies: four, peers: newCopy }) })).toEqual(waiting);
      const other = [peer('n2', bad), peer('n3'), peer('n4')];
      expect(plan({ status: status({ copies: four, peers: other }) })).toEqual(waiting);
    }
  });

  it('hands the office over before the primary itself goes', () => {
    const move = { kind: 'copy', from: 'n1', to: 'n4' } as const;
    expect(plan({ move, status: voting })).toEqual({ kind: 'hand-over', to: 'n4' });
  });

  it('is done when the old copy is gone, whoever does the work by then', () => {
    const done = status({ primary: 'n2', copies: after, peers: [peer('n1'), peer('n4')] });
    expect(plan({ status: done })).toEqual({ kind: 'done' });
    const unsettled = { ...done, copiesSettled: false };
    expect(plan({ status: unsettled })).toMatchObject({ kind: 'wait', state: 'cutover' });
  });

  it('fails when another copy is lost while the new one votes already: repair has to replace that one', () => {
    expect(plan({ status: voting, members: members({ n2: 'dead' }) })).toEqual({
      kind: 'failed',
      reason: 'The copy on `n2` is lost: repair comes first.',
      undo: null,
    });
  });

  it('fails when the new node is gone; a learner goes with it', () => {
    const gone = members({ n4: 'dead' });
    expect(plan({ members: gone })).toMatchObject({ kind: 'failed', undo: null });
    expect(plan({ members: gone, status: filled })).toMatchObject({
      kind: 'failed',
      undo: { kind: 'remove', node: 'n4' },
    });
    expect(plan({ members: gone, status: voting })).toMatchObject({ kind: 'failed', undo: null });
  });

  it('fails when the new node is being drained before it could take the office, and takes it out again', () => {
    const leaving = members({}, ['n4']);
    const undo = { kind: 'remove', node: 'n4' };
    expect(plan({ members: leaving })).toMatchObject({ kind: 'failed', undo: null });
    expect(plan({ members: leaving, status: filled })).toMatchObject({ kind: 'failed', undo });
    const move = { kind: 'copy', from: 'n1', to: 'n4' } as const;
    const given = { members: leaving, status: voting };
    expect(plan({ ...given, move })).toMatchObject({ kind: 'failed', undo });
    // A copy that needs no office goes on: a drained node keeps its copies.
    expect(plan(given)).toMatchObject({ kind: 'change', change: { kind: 'remove', node: 'n3' } });
  });

  it('makes way for repair when another copy of the space is lost meanwhile', () => {
    const lost = members({ n2: 'dead' });
    expect(plan({ members: lost })).toMatchObject({ kind: 'failed', undo: null });
    expect(plan({ members: lost, status: filled })).toMatchObject({
      kind: 'failed',
      undo: { kind: 'remove', node: 'n4' },
    });
    expect(plan({ members: members({ n3: 'dead' }) })).toMatchObject({ kind: 'change' });
  });
});

describe('a move of the office', () => {
  const move = { kind: 'primary', from: 'n1', to: 'n2' } as const;

  it('hands over, and is done at the new primary', () => {
    expect(plan({ move })).toEqual({ kind: 'hand-over', to: 'n2' });
    expect(plan({ move, status: status({ primary: 'n2' }) })).toEqual({ kind: 'done' });
  });

  it('fails when the heir has no copy, is gone, or is being drained', () => {
    expect(plan({ move: { ...move, to: 'n4' } })).toMatchObject({ kind: 'failed' });
    expect(plan({ move, members: members({ n2: 'left' }) })).toMatchObject({ kind: 'failed' });
    expect(plan({ move, members: members({}, ['n2']) })).toMatchObject({ kind: 'failed' });
  });
});
