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

/**
 * The primary of a space whose copy on node-4 is dead, as it is seen at once; seen patiently it is there still. node-2 is
 * free, and gets a copy when that is proposed.
 */
function withDeadCopy() {
  const changes: CopyChange[] = [];
  let copies = { voters: [self, 'node-3', 'node-4'], learners: [] as string[] };
  const host = {
    id: 'orders',
    status: () => ({
      ...{ role: 'primary', settled: true, primary: self, epoch: 3, commit: 40, lastSequence: 40 },
      ...{ copies, copiesSettled: true },
      peers: [...copies.voters, ...copies.learners]
        .filter((node) => node !== self)
        .map((node) => ({
          ...{ node, learner: copies.learners.includes(node), matched: 40, lagSequences: 0 },
          ...{ lagSeconds: 0, answering: true },
        })),
    }),
    changeCopies: async (change: CopyChange) => {
      changes.push(change);
      if (change.kind === 'add-learner') copies = { ...copies, learners: [change.node] };
    },
  };
  const names = [self, 'node-2', 'node-3', 'node-4'];
  const members = names.map((id) => ({ id, state: 'alive', draining: false }));
  const patient = new Map(names.map((id) => [id, { state: 'alive', draining: false }]));
  const seen = new Map(patient).set('node-4', { state: 'dead', draining: false });
  const machine = { nodes: () => names, spaces: () => [], decommissioning: () => [] };
  const groups = {
    catalog: { status: () => ({ role: 'follower' }), machine },
    spaces: new Map([[host.id, host]]),
  };
  const maintenance = new Maintenance({
    ...{ groups, peers: { self, members: () => members, view: () => seen }, copies: 3 },
    record: { keep: () => undefined, isCurrent: () => true },
    ...{ upgrade: { run: () => undefined }, formerCopies: { run: () => undefined } },
    ...{ logger: createSilentLogger(), patientView: () => patient, isMoving: () => false },
  } as unknown as MaintenanceDeps);
  /** A step is under way until its proposal is settled. */
  const settle = (): Promise<void> => Promise.resolve();
  return { maintenance, changes, settle };
}

describe('a copy on a node that is dead', () => {
  test('is waited for as long as it may come back', () => {
    const { maintenance, changes } = withDeadCopy();
    maintenance.run();
    expect(changes).toEqual([]);
  });

  test('is made anew at once when somebody asks for it once, to the last step', async () => {
    const { maintenance, changes, settle } = withDeadCopy();
    expect(maintenance.repairNow()).toEqual({ affected: ['orders'], waiting: [] });
    await settle();
    maintenance.run();
    expect(changes).toEqual([
      { kind: 'add-learner', node: 'node-2' },
      { kind: 'promote', node: 'node-2' },
    ]);
  });
});
