// What a primary does about the copies of its spaces, and when it does not dare to.
import { describe, expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { CopiesRecord, type CopiesRecordDeps } from '../../../cluster/node/copies-record.ts';
import { Maintenance, type MaintenanceDeps } from '../../../cluster/node/maintenance.ts';
import type { CatalogCommand } from '../../../cluster/placement/catalog.ts';
import type { CopyChange } from '../../../cluster/replication/input.ts';

const self = 'node-5';

/** A primary that has just got its office, in a space with one copy too many; `row` is what its catalog says. */
function primary(row: {
  readonly primary: string;
  readonly voters: readonly string[];
  readonly sequence?: number;
}) {
  const voters = ['node-3', 'node-4', 'node-1', self];
  const changes: CopyChange[] = [];
  const told: CatalogCommand[] = [];
  const catalogRow = {
    primary: row.primary,
    copies: { voters: row.voters, learners: [] },
    sequence: row.sequence ?? 38,
  };
  const host = {
    id: 'orders',
    status: () => ({
      role: 'primary',
      settled: true,
      primary: self,
      epoch: 3,
      commit: 40,
      copies: { voters, learners: [] },
      copiesSettled: true,
      copiesSequence: 38,
      peers: voters
        .filter((node) => node !== self)
        .map((node) => ({ node, learner: false, matched: 40, lagSequences: 0, answering: true })),
    }),
    changeCopies: async (change: CopyChange) => {
      changes.push(change);
    },
  };
  const catalog = {
    status: () => ({ role: 'follower' }),
    machine: {
      space: () => catalogRow,
      nodes: () => voters,
      spaces: () => [],
      decommissioning: () => [],
    },
  };
  const alive = new Map(voters.map((node) => [node, { state: 'alive', draining: false }]));
  const groups = { catalog, spaces: new Map([[host.id, host]]) };
  const desk = { tell: (command: CatalogCommand) => told.push(command) };
  const deps = {
    groups,
    peers: { self, members: () => [], view: () => alive },
    desk,
    record: new CopiesRecord({ self, groups, desk } as unknown as CopiesRecordDeps),
    upgrade: { run: () => undefined },
    logger: createSilentLogger(),
    copies: 3,
    patientView: () => alive,
    isMoving: () => false,
    formerCopies: { run: () => undefined },
  };
  // Of its neighbours it uses what is above.
  new Maintenance(deps as unknown as MaintenanceDeps).run();
  return { changes, told };
}

const now = ['node-3', 'node-4', 'node-1', self];

describe('a copy too many', () => {
  test('goes when the catalog has the copies of now, with this node as their primary', () => {
    const { changes, told } = primary({ primary: self, voters: now });
    expect(changes).toEqual([{ kind: 'remove', node: expect.stringMatching(/^node-[134]$/) }]);
    expect(told).toEqual([]);
  });

  test.each([
    ['with another primary', { primary: 'node-3', voters: now }],
    ['without the newest copy', { primary: self, voters: now.slice(0, 3) }],
    [
      'as they were before, which a copy that came and went does not know',
      { primary: self, voters: now, sequence: 37 },
    ],
  ])('stays while the catalog of this node has them %s', (_, row) => {
    const { changes, told } = primary(row);
    expect(changes).toEqual([]);
    expect(told).toMatchObject([
      { kind: 'record-copies', space: 'orders', primary: self, copies: { voters: now } },
    ]);
  });
});
