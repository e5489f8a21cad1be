import { describe, expect, test } from 'vitest';
import type { GroupReport, NodeReport } from '../../../cluster/api/internal.ts';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { chooseTarget } from '../../../cluster/node/ask-office.ts';
import { isSafeToStop, loadPerNode, membersOfCluster } from '../../../cluster/node/node-view.ts';
import { judgeReach } from '../../../cluster/node/partition.ts';
import { viewSpaces } from '../../../cluster/node/space-view.ts';
import type { PeerStatus } from '../../../cluster/replication/status.ts';

const voters = ['n1', 'n2', 'n3'];

function group(change: Partial<GroupReport>): GroupReport {
  return {
    id: 'alpha',
    role: 'replica',
    epoch: 4,
    primary: 'n1',
    settled: false,
    copies: { voters, learners: [] },
    commit: 90,
    applied: 90,
    root: 'aa',
    patternRoot: 'bb',
    peers: [],
    ...change,
  };
}

function peer(node: string, change: Partial<PeerStatus> = {}): PeerStatus {
  const fresh = {
    learner: false,
    answering: true,
    matched: 90,
    lagSequences: 0,
    lagSeconds: 0,
    lastAnswerMsAgo: 5,
  };
  return { node, ...fresh, ...change };
}

function report(node: string, ...groups: readonly GroupReport[]): NodeReport {
  const load = { cpuPct: 1, ioWaitPct: 0, memoryUsedPct: 2, diskUsedPct: 3 };
  return { node, groups, walBytes: 100, memoryBytes: 200, load };
}

function members(states: Readonly<Record<string, MemberState>>): readonly Member[] {
  return Object.entries(states).map(([id, state]) => ({
    id,
    state,
    swimAddress: id,
    httpAddress: `http://${id}`,
    version: '0.1.0',
    draining: false,
    startedAt: 0,
    incarnation: 1,
    changedAt: 0,
    heardAt: null,
    local: id === 'n1',
  }));
}

const alive = members({ n1: 'alive', n2: 'alive', n3: 'alive' });
const row = {
  id: 'alpha',
  copies: { voters, learners: [] },
  primary: null,
  epoch: 0,
  sequence: 0,
  version: 1,
  createdAt: '2026-01-05T10:00:00.000Z',
};
const primary = group({ role: 'primary', settled: true, peers: [peer('n2'), peer('n3')] });
const healthy = [report('n1', primary), report('n2', group({})), report('n3', group({}))];

function view(reports: readonly NodeReport[], list = alive, copies = 3) {
  const [space] = viewSpaces({ spaces: [row], reports, members: list, copies });
  if (space === undefined) throw new Error('There must be one space.');
  return space;
}

describe('the view of a space', () => {
  test('names primary, replicas, epoch and what is committed', () => {
    expect(view(healthy)).toEqual({
      id: 'alpha',
      primary: 'n1',
      replicas: ['n2', 'n3'],
      epoch: 4,
      lastSequence: 90,
      missing: [],
      underReplicated: false,
      createdAt: '2026-01-05T10:00:00.000Z',
    });
  });

  test('of two that think they are primary the one with the higher epoch is', () => {
    const newer = group({
      role: 'primary',
      settled: true,
      epoch: 5,
      peers: [peer('n1'), peer('n3')],
    });
    expect(view([report('n1', primary), report('n2', newer)])).toMatchObject({
      primary: 'n2',
      epoch: 5,
    });
  });

  test('a primary that has not committed in its epoch does not count yet', () => {
    expect(view([report('n1', group({ role: 'primary', settled: false }))]).primary).toBeNull();
  });

  test('a copy on a dead node, one that is behind and one that nobody holds are missing', () => {
    const behind = group({
      role: 'primary',
      settled: true,
      peers: [peer('n2', { lagSequences: 5, lagSeconds: 3 }), peer('n3', { lagSequences: 80 })],
    });
    const list = members({ n1: 'alive', n2: 'alive', n3: 'dead' });
    expect(view([report('n1', behind)], list, 4).missing).toEqual([
      { node: 'n2', reason: 'lagging', lagSequences: 5 },
      { node: 'n3', reason: 'unreachable', lagSequences: 80 },
      { node: null, reason: 'unassigned', lagSequences: null },
    ]);
  });
});

describe('what a node carries', () => {
  test('is split into primaries and replicas', () => {
    expect(loadPerNode(['n1', 'n4'], [view(healthy)])).toEqual([
      { node: 'n1', primarySpaces: ['alpha'], replicaSpaces: [] },
      { node: 'n4', primarySpaces: [], replicaSpaces: [] },
    ]);
  });

  test('a node is safe to stop while both the cluster and its spaces keep a majority', () => {
    const reach = judgeReach(voters, alive);
    expect(isSafeToStop('n1', reach, [view(healthy)])).toBe(true);
    const list = members({ n1: 'alive', n2: 'alive', n3: 'dead' });
    expect(isSafeToStop('n1', judgeReach(voters, list), [view(healthy, list)])).toBe(false);
    expect(isSafeToStop('n3', judgeReach(voters, list), [view(healthy, list)])).toBe(true);
  });

  test('a space that would lose its majority keeps a node from being safe to stop', () => {
    const behind = group({
      role: 'primary',
      settled: true,
      peers: [peer('n2', { lagSeconds: 10, lagSequences: 3 }), peer('n3')],
    });
    const space = view([report('n1', behind)]);
    expect(isSafeToStop('n3', judgeReach(voters, alive), [space])).toBe(false);
    expect(isSafeToStop('n2', judgeReach(voters, alive), [space])).toBe(true);
  });
});

describe('whom to ask', () => {
  test('is the known holder, else each candidate in turn', () => {
    expect(chooseTarget('n2', voters, 0)).toBe('n2');
    expect([0, 1, 2, 3].map((attempt) => chooseTarget(null, voters, attempt))).toEqual([
      'n1',
      'n2',
      'n3',
      'n1',
    ]);
    expect(chooseTarget(null, [], 0)).toBeNull();
  });

  test('is not a holder that no longer holds a copy', () => {
    expect(chooseTarget('n9', voters, 1)).toBe('n2');
  });
});

describe('the members that concern an operator', () => {
  const idsOf = (states: Readonly<Record<string, MemberState>>): readonly string[] =>
    membersOfCluster(members(states), voters).map(({ id }) => id);

  test('are all nodes of the cluster, whatever became of them', () => {
    expect(idsOf({ n1: 'alive', n2: 'dead', n3: 'left' })).toEqual(['n1', 'n2', 'n3']);
  });

  test('are not those that were decommissioned or forgotten', () => {
    expect(idsOf({ n1: 'alive', n2: 'alive', n3: 'alive', n4: 'left', n5: 'dead' })).toEqual(
      voters,
    );
  });

  test('are newcomers too, which have no vote yet', () => {
    expect(idsOf({ n1: 'alive', n4: 'alive', n5: 'suspect' })).toEqual(['n1', 'n4', 'n5']);
  });
});
