import { describe, expect, test } from 'vitest';
import type { ReplayedGroup } from '../../../../cluster/backup/replay.ts';
import {
  type Renames,
  renameGroups,
  renameImage,
  requireRenames,
} from '../../../../cluster/cli/restore/rename.ts';
import {
  type Entry,
  type EntryType,
  entryTypes,
  type Json,
} from '../../../../cluster/model/entry.ts';
import { catalogGroup } from '../../../../cluster/model/ids.ts';
import { type CatalogCommand, createCatalog } from '../../../../cluster/placement/catalog.ts';

const renames: Renames = new Map([
  ['node-1', 'node-3'],
  ['node-3', 'node-1'],
  ['node-2', 'eu-2'],
]);
const hlc = { wallMs: 1, counter: 0 };
const entry = (sequence: number, type: EntryType, payload: Json): Entry => ({
  ...{ epoch: 1, sequence, hlc, type, payload },
});

const move = { kind: 'copy', space: 'orders', from: 'node-1', to: 'node-2' } as const;
const at = '2026-01-05T10:00:00Z';
/** Of every kind one. */
const commands: readonly CatalogCommand[] = [
  { kind: 'initialize', clusterId: 'c1', nodes: ['node-1', 'node-2', 'node-3'], at },
  { kind: 'add-node', node: 'node-4' },
  { kind: 'create-space', space: 'orders', copies: ['node-1', 'node-3'], at },
  {
    kind: 'record-copies',
    space: 'orders',
    copies: { voters: ['node-3', 'node-1'], learners: ['node-2'] },
    ...{ epoch: 2, sequence: 5, primary: 'node-3' },
  },
  { kind: 'set-setting', name: 'replication_batch_size', value: 7 },
  { kind: 'decommission-node', node: 'node-1', id: 'd1', at },
  { kind: 'decommission-node', node: 'node-2', id: 'd2', at },
  { kind: 'keep-node', node: 'node-2', at },
  { kind: 'let-leave', node: 'node-1', at },
  { kind: 'start-rebalance', run: 'r1', reason: 'requested', moves: [move], at },
  {
    kind: 'note-move',
    ...{ run: 'r1', move: 0 },
    note: { state: 'copying', progressPct: 5, bytes: 9, error: null },
  },
  { kind: 'cancel-moves', run: 'r1', from: 'node-1' },
  { kind: 'retry-rebalance', run: 'r1' },
  { kind: 'finish-rebalance', run: 'r1', at },
  { kind: 'start-rebalance', run: 'r2', reason: 'requested', moves: [move], at },
  { kind: 'forget-node', node: 'node-4', at },
];
const entries = commands.map((command, index) =>
  entry(index + 1, entryTypes.catalogCommand, command),
);

function group(given: Partial<ReplayedGroup>): ReplayedGroup {
  const copies = { voters: ['node-1', 'node-2'], learners: ['node-3'] };
  const position = { epoch: 1, sequence: 0 };
  return { group: 'orders', position, copies, entries: [], copiesAtEnd: copies, ...given };
}

function contentOf(log: readonly Entry[]): Json {
  const catalog = createCatalog();
  for (const each of log) catalog.apply(each);
  return catalog.snapshot();
}

const swapped = (text: string): string =>
  text.replaceAll(/node-[123]/g, (name) => renames.get(name) ?? name);

test('copies get the new names, each at its place', () => {
  const [renamed] = renameGroups([group({})], renames);
  const copies = { voters: ['node-3', 'eu-2'], learners: ['node-1'] };
  expect(renamed).toMatchObject({ copies, copiesAtEnd: copies });
});

test('entries that name nodes get the new names, memories stay as they are', () => {
  const copies = { voters: ['node-1'], learners: ['node-2'] };
  const memory = { memory: { id: 'node-1', content: 'of node-1' }, operationId: null };
  const log = [
    entry(1, entryTypes.checkpoint, { ...copies, mark: true }),
    entry(2, entryTypes.snapshotMarker, { snapshot: 'snap_1', copies }),
    entry(3, entryTypes.episodeStore, memory),
  ];
  const [renamed] = renameGroups([group({ entries: log })], renames);
  const after = { voters: ['node-3'], learners: ['eu-2'] };
  expect(renamed?.entries.map(({ payload }) => payload)).toEqual([
    { ...after, mark: true },
    { snapshot: 'snap_1', copies: after },
    memory,
  ]);
});

test('every command of the catalog names the new nodes and says the same otherwise', () => {
  const [renamed] = renameGroups([group({ group: catalogGroup, entries })], renames);
  expect(renamed?.entries).toEqual(JSON.parse(swapped(JSON.stringify(entries))));
});

test.each(entries.map(({ sequence }) => sequence))(
  'a renamed state is that which the renamed log leads to, after %i commands',
  (length) => {
    const log = entries.slice(0, length);
    const [renamed] = renameGroups([group({ group: catalogGroup, entries: log })], renames);
    const image = {
      ...{ group: catalogGroup, promised: null, position: { epoch: 1, sequence: length }, hlc },
      ...{ copies: group({}).copies, commit: length, entries: [], state: contentOf(log) },
    };
    expect(renameImage(image, renames).state).toEqual(contentOf(renamed?.entries ?? []));
  },
);

describe('names are refused', () => {
  const catalog = { nodes: ['node-1', 'node-2', 'node-3', 'node-5'] };
  const refusal = (...pairs: readonly (readonly [string, string])[]): (() => void) => {
    return () => requireRenames(new Map(pairs), [group({})], catalog);
  };

  test('of nodes that nobody has', () => {
    expect(refusal(['node-9', 'eu-9'])).toThrow(
      'Unexpected node `node-9` in `--rename`, expected one of node-1, node-2, node-3, node-5.',
    );
  });

  test('that two nodes would have', () => {
    expect(refusal(['node-1', 'node-5'])).toThrow(
      '`node-1` and `node-5` would both be `node-5`, expected a name for each.',
    );
    expect(refusal(['node-1', 'eu'], ['node-2', 'eu'])).toThrow('would both be `eu`');
  });

  test('not if two nodes change places', () => {
    expect(refusal(['node-1', 'node-5'], ['node-5', 'node-1'])).not.toThrow();
  });
});
