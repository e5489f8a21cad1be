import { expect, test } from 'vitest';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { spacesWithoutQuorum } from '../../../cluster/node/placement-view.ts';
import type { CatalogSpace } from '../../../cluster/placement/catalog.ts';

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

function space(id: string, ...voters: readonly string[]): CatalogSpace {
  const copies = { voters, learners: [] };
  return {
    id,
    copies,
    primary: null,
    epoch: 0,
    sequence: 0,
    version: 1,
    createdAt: '2026-01-01T00:00:00Z',
  };
}

const spaces = [space('a', 'n1', 'n2', 'n3'), space('b', 'n3', 'n4', 'n5')];

function silenced(...states: readonly MemberState[]): readonly string[] {
  const members = states.map((state, index) => member(`n${index + 1}`, state));
  return spacesWithoutQuorum({ spaces: () => spaces }, members).map(({ id }) => id);
}

test('a space with two of three copies alive has its quorum', () => {
  expect(silenced('alive', 'alive', 'dead', 'alive', 'alive')).toEqual([]);
});

test('a space with one of three copies alive has none, while others of the cluster have theirs', () => {
  expect(silenced('alive', 'alive', 'alive', 'dead', 'left')).toEqual(['b']);
});

test('a suspect is not counted, nor is a node that nobody knows', () => {
  expect(silenced('alive', 'suspect', 'dead')).toEqual(['a', 'b']);
});

test('half of the copies is no quorum', () => {
  const even = { spaces: () => [space('c', 'n1', 'n2', 'n3', 'n4')] };
  const members = ['n1', 'n2'].map((id) => member(id, 'alive'));
  expect(spacesWithoutQuorum(even, members)).toHaveLength(1);
});
