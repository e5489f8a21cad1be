import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { type CatalogCommand, createCatalog } from '../../../cluster/placement/catalog.ts';
import { isCatalogCommand, isCatalogState } from '../../../cluster/placement/catalog-shape.ts';

const at = '2026-01-05T10:00:00Z';
const copies = { voters: ['node-1'], learners: ['node-2'] };
const move = { kind: 'copy', space: 'alpha', from: 'node-1', to: 'node-2' } as const;
const note = { state: 'copying', progressPct: 50, bytes: 9, error: null } as const;
/** One of each kind. */
const commands: readonly CatalogCommand[] = [
  { kind: 'initialize', clusterId: 'c-1', nodes: ['node-2', 'node-1'], at },
  { kind: 'add-node', node: 'node-3' },
  { kind: 'create-space', space: 'alpha', copies: ['node-1'], at },
  { kind: 'record-copies', space: 'alpha', copies, epoch: 1, sequence: 2, primary: 'node-1' },
  { kind: 'set-setting', name: 'cluster_version', value: '0.2.0' },
  { kind: 'decommission-node', node: 'node-3', id: 'dec_1', at },
  { kind: 'keep-node', node: 'node-3', at },
  { kind: 'let-leave', node: 'node-3', at },
  { kind: 'start-rebalance', run: 'r-1', reason: 'requested', moves: [move], at },
  { kind: 'note-move', run: 'r-1', move: 0, note },
  { kind: 'cancel-moves', run: 'r-1', from: 'node-1' },
  { kind: 'finish-rebalance', run: 'r-1', at },
  { kind: 'retry-rebalance', run: 'r-1' },
  { kind: 'forget-node', node: 'node-3', at },
];

const created = { kind: 'create-space', copies: ['node-1'], at };
const started = { kind: 'start-rebalance', run: 'r-1', reason: 'requested', at };

describe('a catalog takes', () => {
  test.each(commands)('$kind', (command) => {
    expect(isCatalogCommand(command)).toBe(true);
  });
});

describe('a catalog does not take', () => {
  test.each(
    commands.flatMap((command) =>
      Object.keys(command).map((field) => [command.kind, field, command] as const),
    ),
  )('%s without %s', (_, field, command) => {
    const { [field]: _without, ...rest } = command as unknown as Record<string, Json>;
    expect(isCatalogCommand(rest)).toBe(false);
  });

  test.each<[string, Json]>([
    ['nothing', null],
    ['a list', ['add-node', 'node-3']],
    ['a kind that nobody knows', { kind: 'constructor' }],
    ['a node that is none', { kind: 'add-node', node: 7 }],
    ['a space whose name leads elsewhere', { ...created, space: '../alpha' }],
    ['a founder that is none', { kind: 'initialize', clusterId: 'c-1', nodes: [null], at }],
    ['a move to nowhere', { ...started, moves: [{ ...move, to: null }] }],
  ])('%s', (_, payload) => {
    expect(isCatalogCommand(payload)).toBe(false);
  });
});

const strange = fc.constantFrom<Json[]>(null, 7, '', 'node-1', [], {}, [null], { voters: [] });
const anyCommand = fc
  .tuple(fc.constantFrom(...commands), fc.nat(5), fc.option(strange, { freq: 2, nil: undefined }))
  .map(([command, place, value]) => {
    const field = Object.keys(command)[place];
    return field === undefined || value === undefined ? command : { ...command, [field]: value };
  });

test('whatever a catalog takes it can apply and give away', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), (given) => {
      const catalog = createCatalog();
      for (const payload of given as readonly Json[]) {
        if (!isCatalogCommand(payload)) continue;
        const sequence = catalog.applied() + 1;
        const hlc = { wallMs: sequence, counter: 0 };
        catalog.apply({ epoch: 1, sequence, hlc, type: entryTypes.catalogCommand, payload });
      }
      const state = JSON.parse(JSON.stringify(catalog.snapshot())) as Json;
      expect(isCatalogState(state)).toBe(true);
    }),
  );
});
