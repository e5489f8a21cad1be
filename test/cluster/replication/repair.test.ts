import { describe, expect, it } from 'vitest';
import type { MemberState } from '../../../cluster/model/member.ts';
import { planRepair } from '../../../cluster/replication/repair.ts';
import type { GroupStatus, PeerStatus } from '../../../cluster/replication/status.ts';

function peer(node: string, given: Partial<PeerStatus> = {}): PeerStatus {
  return {
    node,
    learner: false,
    matched: 500,
    lagSequences: 0,
    lagSeconds: 0,
    lastAnswerMsAgo: 10,
    answering: true,
    ...given,
  };
}

function status(given: Partial<GroupStatus> = {}): GroupStatus {
  return {
    role: 'primary',
    epoch: 1,
    primary: 'node-1',
    copies: { voters: ['node-1', 'node-2', 'node-3'], learners: [] },
    copiesSettled: true,
    lastSequence: 500,
    copiesSequence: 1,
    lastEpoch: 1,
    commit: 500,
    durable: 500,
    settled: true,
    peers: [peer('node-2'), peer('node-3')],
    ...given,
  };
}

function members(states: Readonly<Record<string, MemberState>>) {
  return new Map(Object.entries(states).map(([id, state]) => [id, { state, draining: false }]));
}

const copies = 3;
const spares = ['node-3', 'node-4'];

describe('a repair', () => {
  it('does nothing when all copies are there', () => {
    const plan = planRepair({ status: status(), members: members({}), copies, spares });
    expect(plan).toEqual({ kind: 'nothing-to-do' });
  });

  it('does not replace a suspect', () => {
    const view = members({ 'node-3': 'suspect' });
    expect(planRepair({ status: status(), members: view, copies, spares })).toEqual({
      kind: 'nothing-to-do',
    });
  });

  it('reports a lost copy that no spare can replace', () => {
    const view = members({ 'node-3': 'dead' });
    expect(planRepair({ status: status(), members: view, copies, spares: [] })).toEqual({
      kind: 'under-replicated',
      missing: ['node-3'],
    });
  });

  it('lets a spare learn, then vote, and only then removes the dead copy', () => {
    const view = members({ 'node-3': 'dead', 'node-4': 'alive' });
    const voters = ['node-1', 'node-2', 'node-3'];
    const plan = (given: Partial<GroupStatus>) =>
      planRepair({ status: status(given), members: view, copies, spares });

    expect(plan({})).toEqual({ kind: 'change', change: { kind: 'add-learner', node: 'node-4' } });
    const learning = { voters, learners: ['node-4'] };
    const behind = peer('node-4', { learner: true, matched: 100, lagSequences: 400 });
    expect(plan({ copies: learning, peers: [behind] })).toEqual({
      kind: 'waiting',
      node: 'node-4',
      lagSequences: 400,
    });
    const level = peer('node-4', { learner: true });
    expect(plan({ copies: learning, peers: [level] })).toEqual({
      kind: 'change',
      change: { kind: 'promote', node: 'node-4' },
    });
    expect(plan({ copies: { voters: [...voters, 'node-4'], learners: [] } })).toEqual({
      kind: 'change',
      change: { kind: 'remove', node: 'node-3' },
    });
  });

  it('drops a learner that died while it was learning', () => {
    const copiesNow = { voters: ['node-1', 'node-2', 'node-3'], learners: ['node-4'] };
    const view = members({ 'node-4': 'dead' });
    const plan = planRepair({
      status: status({ copies: copiesNow }),
      members: view,
      copies,
      spares,
    });
    expect(plan).toEqual({ kind: 'change', change: { kind: 'remove', node: 'node-4' } });
  });

  it('drops a learner that is not needed any more', () => {
    const copiesNow = { voters: ['node-1', 'node-2', 'node-3'], learners: ['node-4'] };
    const given = status({ copies: copiesNow });
    expect(planRepair({ status: given, members: members({}), copies, spares })).toEqual({
      kind: 'change',
      change: { kind: 'remove', node: 'node-4' },
    });
  });

  it('drops the copy furthest behind when the dead one comes back after it was replaced', () => {
    const voters = ['node-1', 'node-2', 'node-3', 'node-4'];
    const plan = (node3: PeerStatus) =>
      planRepair({
        status: status({
          copies: { voters, learners: [] },
          peers: [peer('node-2'), node3, peer('node-4')],
        }),
        members: members({}),
        copies,
        spares,
      });
    const remove = (node: string) => ({ kind: 'change', change: { kind: 'remove', node } });
    expect(plan(peer('node-3', { matched: 499, lagSequences: 1 }))).toEqual(remove('node-3'));
    expect(plan(peer('node-3'))).toEqual(remove('node-4'));
  });

  it('makes a copy in place of one that shall go although there are enough, and only then removes that one', () => {
    const view = members({});
    const plan = (voters: readonly string[], learners: readonly string[] = []) =>
      planRepair({
        status: status({ copies: { voters, learners }, peers: [peer('node-4')] }),
        members: view,
        copies,
        spares: ['node-1', 'node-3', 'node-4'],
        leaving: ['node-2'],
      });
    const change = (kind: string, node: string) => ({ kind: 'change', change: { kind, node } });
    const voters = ['node-1', 'node-2', 'node-3'];
    expect(plan(voters)).toEqual(change('add-learner', 'node-4'));
    expect(plan(voters, ['node-4'])).toEqual(change('promote', 'node-4'));
    expect(plan([...voters, 'node-4'])).toEqual(change('remove', 'node-2'));
  });

  it('waits for a copy that is back and catching up', () => {
    const behind = peer('node-3', { matched: 20, lagSequences: 480, lagSeconds: 3 });
    const given = status({ peers: [peer('node-2'), behind] });
    expect(planRepair({ status: given, members: members({}), copies, spares })).toEqual({
      kind: 'waiting',
      node: 'node-3',
      lagSequences: 480,
    });
  });
});
