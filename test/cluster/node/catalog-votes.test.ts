// Who has a vote on the catalog: the nodes of the cluster, and nobody that it has forgotten.
import { expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { Maintenance, type MaintenanceDeps } from '../../../cluster/node/maintenance.ts';
import type { CopyChange } from '../../../cluster/replication/input.ts';

const self = 'node-1';

/** What the coordinator changes in one round; nobody but the nodes of the cluster is known to SWIM. */
function change(given: {
  readonly nodes: readonly string[];
  readonly voters: readonly string[];
  readonly behind?: string;
}): readonly CopyChange[] {
  const { nodes, voters, behind } = given;
  const changes: CopyChange[] = [];
  const members = new Map(nodes.map((node) => [node, { state: 'alive', draining: false }]));
  const catalog = {
    status: () => ({
      role: 'primary',
      settled: true,
      primary: self,
      copies: { voters, learners: [] },
      peers: voters
        .filter((node) => node !== self)
        .map((node) => ({ node, matched: node === behind ? 10 : 40, lagSequences: 0 })),
    }),
    changeCopies: async (wanted: CopyChange) => void changes.push(wanted),
    machine: {
      clusterId: () => 'c',
      nodes: () => nodes,
      decommissioning: () => [],
      spaces: () => [],
    },
  };
  const deps = {
    groups: { catalog, spaces: new Map() },
    peers: { self, members: () => [], view: () => members },
    upgrade: { run: () => undefined },
    logger: createSilentLogger(),
    patientView: () => members,
    formerCopies: { run: () => undefined },
  };
  // Of its neighbours it uses what is above.
  new Maintenance(deps as unknown as MaintenanceDeps).run();
  return changes;
}

const nodes = ['node-1', 'node-2', 'node-4'];

test('a forgotten node loses its vote, not one of the cluster that is further behind', () => {
  const voters = ['node-1', 'node-2', 'node-3', 'node-4'];
  expect(change({ nodes, voters, behind: 'node-2' })).toEqual([{ kind: 'remove', node: 'node-3' }]);
});

test('a node of the cluster gets a vote although a forgotten one still has it', () => {
  const voters = ['node-1', 'node-3', 'node-4'];
  expect(change({ nodes, voters })).toEqual([{ kind: 'add-learner', node: 'node-2' }]);
});

test('nothing changes when the nodes of the cluster have the votes', () => {
  expect(change({ nodes, voters: nodes })).toEqual([]);
});
