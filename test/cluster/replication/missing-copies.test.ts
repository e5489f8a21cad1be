import { describe, expect, it } from 'vitest';
import type { MemberState } from '../../../cluster/model/member.ts';
import {
  type CopiesNeeds,
  isUnderReplicated,
  missingCopies,
} from '../../../cluster/replication/missing-copies.ts';
import type { PeerStatus } from '../../../cluster/replication/status.ts';

function peer(node: string, given: Partial<PeerStatus> = {}): PeerStatus {
  const level = { matched: 500, lagSequences: 0, lagSeconds: 0, lastAnswerMsAgo: 10 };
  return { node, learner: false, answering: true, ...level, ...given };
}

function members(states: Readonly<Record<string, MemberState>> = {}): CopiesNeeds['members'] {
  const all = {
    'node-1': 'alive',
    'node-2': 'alive',
    'node-3': 'alive',
    'node-4': 'alive',
  } as const;
  const rows = Object.entries({ ...all, ...states });
  return new Map(rows.map(([id, state]) => [id, { state, draining: false }]));
}

const voters = ['node-1', 'node-2', 'node-3'];

/** Three copies, of which node-1 has the primary. */
function space(given: Partial<CopiesNeeds> = {}): CopiesNeeds {
  return {
    copies: { voters, learners: [] },
    primary: 'node-1',
    peers: [peer('node-2'), peer('node-3')],
    members: members(),
    wanted: 3,
    ...given,
  };
}

describe('a space', () => {
  it('is fully replicated when all copies answer and are level', () => {
    expect(isUnderReplicated(space())).toBe(false);
    expect(missingCopies(space())).toEqual([]);
  });

  it('is fully replicated while the others are no further behind than a busy space has them', () => {
    const busy = peer('node-3', { lagSequences: 1_000, lagSeconds: 2 });
    expect(isUnderReplicated(space({ peers: [peer('node-2'), busy] }))).toBe(false);
  });

  it.each([
    ['is dead', members({ 'node-3': 'dead' }), peer('node-3'), 'unreachable'],
    ['is suspect', members({ 'node-3': 'suspect' }), peer('node-3'), 'unreachable'],
    ['does not answer', members(), peer('node-3', { answering: false }), 'unreachable'],
    ['lacks many writes', members(), peer('node-3', { lagSequences: 1_001 }), 'lagging'],
    ['has lacked one for long', members(), peer('node-3', { lagSeconds: 2.1 }), 'lagging'],
  ] as const)('is under-replicated when a copy %s', (_, view, third, reason) => {
    const given = space({ members: view, peers: [peer('node-2'), third] });
    expect(isUnderReplicated(given)).toBe(true);
    expect(missingCopies(given)).toMatchObject([{ node: 'node-3', reason }]);
  });

  it('is under-replicated while the copy that it lacks is being made', () => {
    const copies = { voters: ['node-1', 'node-2'], learners: ['node-4'] };
    const filled = peer('node-4', { learner: true });
    const given = space({ copies, peers: [peer('node-2'), filled] });
    expect(isUnderReplicated(given)).toBe(true);
    expect(missingCopies(given)).toMatchObject([{ node: 'node-4', reason: 'lagging' }]);
  });

  it('is fully replicated while one copy too many is made', () => {
    const moving = { voters, learners: ['node-4'] };
    const filled = peer('node-4', { learner: true, lagSequences: 400 });
    const peers = [peer('node-2'), peer('node-3'), filled];
    expect(isUnderReplicated(space({ copies: moving, peers }))).toBe(false);
  });

  it('is under-replicated until a dead copy that was replaced has lost its vote', () => {
    const given = space({
      copies: { voters: [...voters, 'node-4'], learners: [] },
      members: members({ 'node-3': 'dead' }),
      peers: [peer('node-2'), peer('node-3', { answering: false }), peer('node-4')],
    });
    expect(isUnderReplicated(given)).toBe(true);
    expect(missingCopies(given)).toMatchObject([{ node: 'node-3', reason: 'unreachable' }]);
  });

  it('is under-replicated where there are too few nodes for its copies', () => {
    const given = space({ copies: { voters: ['node-1', 'node-2'], learners: [] } });
    expect(isUnderReplicated(given)).toBe(true);
    expect(missingCopies(given)).toEqual([
      { node: null, reason: 'unassigned', lagSequences: null },
    ]);
  });

  it('without a primary is judged by who is alive', () => {
    const orphan = { primary: null, peers: [] };
    expect(isUnderReplicated(space(orphan))).toBe(false);
    expect(isUnderReplicated(space({ ...orphan, members: members({ 'node-1': 'dead' }) }))).toBe(
      true,
    );
  });
});
