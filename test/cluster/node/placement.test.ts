import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../cluster/errors.ts';
import type { Member } from '../../../cluster/model/member.ts';
import { judgeDrain, requireHeirs } from '../../../cluster/node/drain.ts';
import { choosePromotion } from '../../../cluster/node/promotion.ts';
import type { SpaceView } from '../../../cluster/node/space-view.ts';
import { StuckWatch } from '../../../cluster/node/stuck-watch.ts';
import { applyToRun, type RebalanceRun } from '../../../cluster/placement/rebalance-run.ts';
import type { GroupStatus, PeerStatus } from '../../../cluster/replication/status.ts';
import { FakeClock } from '../io/fake-clock.ts';

const at = '2026-01-05T10:00:00.000Z';

function view(given: Partial<SpaceView> = {}): SpaceView {
  return {
    id: 'alpha',
    primary: 'n1',
    replicas: ['n2', 'n3'],
    epoch: 1,
    lastSequence: 90,
    missing: [],
    underReplicated: false,
    createdAt: at,
    ...given,
  };
}

function lagging(node: string, lagSequences: number) {
  return { space: 'alpha', node, reason: 'lagging', lagSequences } as const;
}

function peer(node: string, lagSequences: number): PeerStatus {
  const matched = 90 - lagSequences;
  const rest = { learner: false, lagSeconds: 0, lastAnswerMsAgo: 1, answering: true };
  return { node, matched, lagSequences, ...rest };
}

function status(role: GroupStatus['role'], peers: readonly PeerStatus[] = []): GroupStatus {
  return {
    role,
    epoch: 1,
    primary: 'n1',
    copies: { voters: ['n1', 'n2', 'n3'], learners: [] },
    copiesSettled: true,
    lastSequence: 90,
    copiesSequence: 1,
    lastEpoch: 1,
    commit: 90,
    durable: 90,
    settled: true,
    peers,
  };
}

describe('a drain', () => {
  const held = { id: 'alpha', status: status('primary', [peer('n2', 7), peer('n3', 3)]) };
  const copy = { id: 'beta', status: status('replica') };

  it('is over when no office and no operation is left', () => {
    expect(judgeDrain(true, 2, [held, copy])).toEqual({
      state: 'draining',
      inFlight: 2,
      primariesRemaining: 1,
      isCoordinator: false,
      lagSequences: 3,
    });
    expect(judgeDrain(true, 1, [copy]).state).toBe('draining');
    expect(judgeDrain(true, 0, [copy])).toMatchObject({ state: 'drained', lagSequences: 0 });
    expect(judgeDrain(false, 0, [copy]).state).toBe('none');
  });

  it('is not over for the coordinator', () => {
    const catalog = { id: '_catalog', status: status('primary', [peer('n2', 0)]) };
    expect(judgeDrain(true, 0, [catalog])).toMatchObject({
      state: 'draining',
      primariesRemaining: 0,
      isCoordinator: true,
    });
  });

  it('is refused when a space has nobody else to take its office', () => {
    const members = ['n1', 'n2', 'n3'].map((id): Member => {
      const draining = id === 'n3';
      const state = id === 'n2' ? 'dead' : 'alive';
      const rest = { swimAddress: id, httpAddress: id, version: '0.1.0', startedAt: 0 };
      const seen = { incarnation: 1, changedAt: 0, heardAt: null, local: id === 'n1' };
      return { id, state, draining, ...rest, ...seen };
    });
    expect(() => requireHeirs('n1', [view()], members)).toThrow(ApiError);
    expect(() => requireHeirs('n2', [view()], members)).not.toThrow();
  });
});

describe('a promotion', () => {
  it('puts the new copy in the place of the replica that is furthest behind', () => {
    const space = view({ missing: [lagging('n2', 4_000)] });
    expect(choosePromotion(space, 'n4', false)).toEqual({
      moves: [{ kind: 'copy', space: 'alpha', from: 'n2', to: 'n4' }],
      replaces: 'n2',
    });
  });

  it('hands the office over afterwards if that is asked', () => {
    expect(choosePromotion(view(), 'n4', true).moves).toEqual([
      { kind: 'copy', space: 'alpha', from: 'n3', to: 'n4' },
      { kind: 'primary', space: 'alpha', from: 'n1', to: 'n4' },
    ]);
    expect(choosePromotion(view(), 'n2', true).moves).toEqual([
      { kind: 'primary', space: 'alpha', from: 'n1', to: 'n2' },
    ]);
  });

  it('has nothing to do for a copy that is there, or for the primary', () => {
    expect(choosePromotion(view(), 'n2', false).moves).toEqual([]);
    expect(choosePromotion(view(), 'n1', true).moves).toEqual([]);
  });

  it('is refused for a copy that lags, and while there is no primary', () => {
    const space = view({ missing: [lagging('n2', 4_000)] });
    expect(() => choosePromotion(space, 'n2', true)).toThrow(/is lagging by 4000 writes/);
    expect(() => choosePromotion(view({ primary: null }), 'n4', false)).toThrow(/no primary/);
  });
});

describe('a rebalance without progress', () => {
  const moves = [{ kind: 'copy', space: 'alpha', from: 'n1', to: 'n4' }] as const;
  const start = { kind: 'start-rebalance', run: 'r1', reason: 'requested', moves, at } as const;

  function note(run: RebalanceRun | null, bytes: number): RebalanceRun | null {
    const given = { state: 'copying', progressPct: 1, bytes, error: null } as const;
    return applyToRun(run, { kind: 'note-move', run: 'r1', move: 0, note: given });
  }

  it('is stuck after a while, until something moves or somebody looks after it', () => {
    const clock = new FakeClock();
    const watch = new StuckWatch(clock, 60_000);
    let run = applyToRun(null, start);
    expect(watch.isStuck(run)).toBe(false);
    clock.advance(59_999);
    expect(watch.isStuck(run)).toBe(false);
    clock.advance(1);
    expect(watch.isStuck(run)).toBe(true);
    run = note(run, 10);
    expect(watch.isStuck(run)).toBe(false);
    clock.advance(60_000);
    expect(watch.isStuck(run)).toBe(true);
    watch.restart();
    expect(watch.isStuck(run)).toBe(false);
  });

  it('is stuck while bytes are sent that never arrive', () => {
    const clock = new FakeClock();
    const watch = new StuckWatch(clock, 60_000);
    let run = applyToRun(null, start);
    watch.observe(run);
    for (let second = 1; second <= 60; second += 1) {
      clock.advance(1_000);
      const sent = {
        state: 'pending',
        progressPct: 0,
        bytes: second * 1_000,
        error: null,
      } as const;
      run = applyToRun(run, { kind: 'note-move', run: 'r1', move: 0, note: sent });
      watch.observe(run);
    }
    expect(watch.isStuck(run)).toBe(true);
  });

  it('is never stuck without a rebalance', () => {
    const clock = new FakeClock();
    const watch = new StuckWatch(clock, 60_000);
    clock.advance(120_000);
    expect(watch.isStuck(null)).toBe(false);
  });
});
