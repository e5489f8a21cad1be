import { expect, test } from 'vitest';
import type { Member } from '../../../cluster/model/member.ts';
import {
  type DecommissionNeeds,
  viewDecommission,
} from '../../../cluster/node/decommission-view.ts';
import type { CatalogSpace } from '../../../cluster/placement/catalog.ts';
import type { MoveState, RebalanceRun } from '../../../cluster/placement/rebalance-run.ts';

const at = '2026-01-05T10:00:00.000Z';

function member(change: Partial<Member>): Member {
  const rest = { swimAddress: 'n', httpAddress: 'n', version: '0.2.0', startedAt: 0, local: false };
  const seen = { incarnation: 1, changedAt: 0, heardAt: null };
  return { id: 'n4', state: 'alive', draining: true, ...rest, ...seen, ...change };
}

function space(id: string, voters: readonly string[], learners: readonly string[] = []) {
  const rest = { primary: null, epoch: 1, sequence: 1, version: 1, createdAt: at };
  return { id, copies: { voters, learners }, ...rest } satisfies CatalogSpace;
}

/** One move of alpha from n4 to n1, in the given state. */
function run(state: MoveState, over: boolean, from = 'n4'): RebalanceRun {
  const error = state === 'failed' ? 'n1 is full' : null;
  const move = { kind: 'copy', space: 'alpha', from, to: 'n1' } as const;
  const moves = [{ ...move, state, progressPct: 0, bytes: 0, error }];
  const finishedAt = over ? at : null;
  return { id: 'reb_1', reason: 'decommission', startedAt: at, finishedAt, moves };
}

type Given = {
  readonly members?: readonly Member[];
  readonly spaces?: readonly CatalogSpace[];
  readonly rebalance?: RebalanceRun | null;
  readonly isStuck?: boolean;
  readonly end?: DecommissionNeeds['decommission']['end'];
};

function view(given: Given) {
  const { members = [member({})], spaces = [], rebalance = null, isStuck = false } = given;
  return viewDecommission({
    decommission: { id: 'dec_1', node: 'n4', startedAt: at, end: given.end ?? null },
    catalog: { spaces: () => spaces, rebalance: () => rebalance },
    members,
    isStuck,
  });
}

const alpha = space('alpha', ['n2', 'n4'], ['n1']);

test('a node that has not been told to drain yet is draining', () => {
  expect(view({ members: [member({ draining: false })], spaces: [alpha] }).state).toBe('draining');
});

test('a node that holds copies, learners among them, gives them away', () => {
  const learning = space('beta', ['n1'], ['n4']);
  const seen = view({ spaces: [alpha, learning, space('gamma', ['n1'])] });
  expect(seen).toMatchObject({ state: 'moving', copiesLeft: ['alpha', 'beta'], rebalance: null });
});

test('its rebalance is named, that of others is not', () => {
  const own = run('copying', false);
  expect(view({ spaces: [alpha], rebalance: own })).toMatchObject({
    state: 'moving',
    rebalance: own,
  });
  const other = run('copying', false, 'n3');
  expect(view({ spaces: [alpha], rebalance: other }).rebalance).toBeNull();
});

test('it is stuck while its moves do not go on, and when they have failed', () => {
  const waiting = { spaces: [alpha], rebalance: run('copying', false) };
  expect(view({ ...waiting, isStuck: true }).state).toBe('stuck');
  const failed = view({ spaces: [alpha], rebalance: run('failed', true) });
  expect(failed.state).toBe('stuck');
  expect(failed.failures).toMatchObject([{ space: 'alpha', to: 'n1', error: 'n1 is full' }]);
});

test('a node without copies is leaving, dead or alive', () => {
  expect(view({}).state).toBe('leaving');
  expect(view({ members: [member({ state: 'dead' })] }).state).toBe('leaving');
});

test('what is over says how it ended', () => {
  const end = { outcome: 'failed', at, copiesLeft: 1 } as const;
  expect(view({ members: [], spaces: [alpha], end }).state).toBe('failed');
});
