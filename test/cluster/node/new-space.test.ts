// What is acknowledged in a new space is on as many disks as a majority of the copies that it should have.
import { expect, test } from 'vitest';
import type { Member, MemberState } from '../../../cluster/model/member.ts';
import { newSpaceLoads } from '../../../cluster/node/placement-view.ts';
import type { Catalog } from '../../../cluster/placement/catalog.ts';

type Given = Readonly<Record<string, MemberState | 'draining' | 'leaving'>>;

/** Nodes that may get a copy of a new space with three copies, in a cluster of these. */
function takers(given: Given): readonly string[] {
  const nodes = Object.keys(given);
  const catalog: Pick<Catalog, 'nodes' | 'spaces' | 'decommissioning'> = {
    nodes: () => nodes,
    spaces: () => [],
    decommissioning: () => nodes.filter((id) => given[id] === 'leaving'),
  };
  const members = Object.entries(given).map(([id, state]) => {
    const isDraining = state === 'draining' || state === 'leaving';
    return { id, state: isDraining ? 'alive' : state, draining: isDraining };
  });
  // Of its neighbours it uses what is above.
  return newSpaceLoads(catalog as Catalog, members as unknown as Member[], 3).map(
    ({ node }) => node,
  );
}

test('a node that is being drained gets no copy while the others are a majority', () => {
  expect(takers({ n1: 'alive', n2: 'alive', n3: 'draining' })).toEqual(['n1', 'n2']);
});

test('a node that is being drained gets one where a single copy would be left without it', () => {
  expect(takers({ n1: 'dead', n2: 'alive', n3: 'draining' })).toEqual(['n2', 'n3']);
});

test('nobody gets one where too few are there even so', () => {
  const given = { n1: 'alive', n2: 'dead', n3: 'dead', n4: 'leaving', n5: 'leaving' } as const;
  expect(takers(given)).toEqual([]);
});

test('a cluster that is to become one node goes on with one copy', () => {
  expect(takers({ n1: 'alive', n2: 'leaving' })).toEqual(['n1']);
});
