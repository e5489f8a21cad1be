import { describe, expect, test } from 'vitest';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { judgeReach, PartitionTracker } from '../../../cluster/node/partition.ts';

function member(id: string, state: MemberState): Member {
  return {
    id,
    state,
    swimAddress: `${id}:7946`,
    httpAddress: `http://${id}:7432`,
    version: '0.1.0',
    draining: false,
    startedAt: 0,
    incarnation: 1,
    changedAt: 0,
    heardAt: null,
    local: false,
  };
}

/** Voters n1, n2 ... in the given states; null for one that SWIM has not heard of. */
function judge(...states: readonly (MemberState | null)[]) {
  const voters = states.map((_, index) => `n${index + 1}`);
  const members = states.flatMap((state, index) =>
    state === null ? [] : [member(`n${index + 1}`, state)],
  );
  return judgeReach(voters, members);
}

describe('the judgement', () => {
  test('everybody alive is connected', () => {
    expect(judge('alive', 'alive', 'alive')).toEqual({
      isMajority: true,
      isPartitioned: false,
      reachable: 3,
      total: 3,
      unreachable: [],
      suspectedCause: null,
    });
  });

  test('one dead voter looks like a failed node, seen from the majority', () => {
    expect(judge('alive', 'dead', 'alive')).toMatchObject({
      isMajority: true,
      isPartitioned: true,
      unreachable: ['n2'],
      suspectedCause: 'node_failure',
    });
  });

  test('several missing voters look like a cut, and so does a lost majority', () => {
    expect(judge('alive', 'alive', 'alive', 'dead', 'dead').suspectedCause).toBe(
      'network_partition',
    );
    expect(judge('alive', 'dead').suspectedCause).toBe('network_partition');
  });

  test.each([
    [['alive', 'alive', 'dead', 'dead'], false],
    [['alive', 'dead'], false],
    [['alive', 'alive', 'dead'], true],
    [['alive', 'alive', 'alive', 'dead', 'dead'], true],
    [['alive', 'alive', 'dead', 'dead', 'dead'], false],
    [['alive', 'suspect', 'suspect'], false],
    [['alive', 'left', 'left'], false],
    [['alive', null, null], false],
    [['alive'], true],
  ] as const)('%j is a majority: %s', (states, expected) => {
    expect(judge(...states).isMajority).toBe(expected);
  });

  test('a node that left in good order is not unreachable, but its vote is missing', () => {
    expect(judge('alive', 'alive', 'left')).toMatchObject({
      isPartitioned: false,
      reachable: 2,
      total: 3,
      unreachable: [],
    });
  });
});

describe('the tracker', () => {
  const whole = judge('alive', 'alive', 'alive');
  const cut = judge('alive', 'dead', 'dead');
  const at = (monotonicMs: number) => ({ monotonicMs, wallMs: 1_000 + monotonicMs });

  test('is healing until it was whole for long enough, and counts each partition once', () => {
    const tracker = new PartitionTracker(100, at(0));
    expect(tracker.observe(whole, at(50)).state).toBe('healing');
    expect(tracker.observe(whole, at(100)).state).toBe('connected');
    expect(tracker.observe(cut, at(200))).toMatchObject({
      state: 'partitioned',
      sinceWallMs: 1_200,
    });
    expect(tracker.observe(cut, at(250))).toMatchObject({
      state: 'partitioned',
      sinceWallMs: 1_200,
    });
    expect(tracker.observe(whole, at(300)).state).toBe('healing');
    expect(tracker.observe(cut, at(350)).state).toBe('partitioned');
    expect(tracker.observe(whole, at(400)).state).toBe('healing');
    expect(tracker.observe(whole, at(500)).state).toBe('connected');
    expect(tracker.counters).toEqual({ detected: 1, healed: 1 });
  });

  test('a node that starts without the others has not detected a partition', () => {
    const tracker = new PartitionTracker(100, at(0));
    expect(tracker.observe(cut, at(10)).state).toBe('partitioned');
    tracker.observe(whole, at(20));
    expect(tracker.observe(whole, at(200)).state).toBe('connected');
    expect(tracker.counters).toEqual({ detected: 0, healed: 0 });
  });
});
