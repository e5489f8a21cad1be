import { describe, expect, it } from 'vitest';
import { entryTypes } from '../../../cluster/model/entry.ts';
import { type CatalogCommand, createCatalog } from '../../../cluster/placement/catalog.ts';

const at = '2026-01-05T10:00:00Z';
const initialize: CatalogCommand = {
  kind: 'initialize',
  clusterId: 'c-1',
  nodes: ['node-2', 'node-1'],
  at,
};
const createAlpha: CatalogCommand = {
  kind: 'create-space',
  space: 'alpha',
  copies: ['node-2', 'node-1'],
  at,
};

function catalogWith(...commands: readonly CatalogCommand[]) {
  const catalog = createCatalog();
  const results = commands.map((payload, index) => {
    const hlc = { wallMs: index, counter: 0 };
    const sequence = index + 1;
    return catalog.apply({ epoch: 1, sequence, hlc, type: entryTypes.catalogCommand, payload })
      .kind;
  });
  return { catalog, results };
}

describe('the catalog', () => {
  it('is initialized once', () => {
    const { catalog, results } = catalogWith(initialize, { ...initialize, clusterId: 'c-2' });
    expect(results).toEqual(['done', 'unchanged']);
    expect(catalog.clusterId()).toBe('c-1');
    expect(catalog.nodes()).toEqual(['node-1', 'node-2']);
  });

  it('creates a space once and keeps the first copies', () => {
    const { catalog, results } = catalogWith(initialize, createAlpha, {
      ...createAlpha,
      copies: ['node-1'],
    });
    expect(results).toEqual(['done', 'done', 'unchanged']);
    expect(catalog.space('alpha')).toMatchObject({
      copies: { voters: ['node-2', 'node-1'], learners: [] },
      version: 1,
      createdAt: at,
    });
  });

  it('follows changed copies and ignores older news', () => {
    const copies = { voters: ['node-1', 'node-3'], learners: [] };
    const older = { voters: ['node-9'], learners: [] };
    const record = { kind: 'record-copies', space: 'alpha', primary: 'node-1' } as const;
    const { catalog, results } = catalogWith(
      createAlpha,
      { ...record, copies, epoch: 2, sequence: 9 },
      { ...record, copies: older, epoch: 2, sequence: 8 },
    );
    expect(results).toEqual(['done', 'done', 'unchanged']);
    expect(catalog.space('alpha')).toMatchObject({ copies, version: 2 });
  });

  it('adds and forgets nodes', () => {
    const { catalog } = catalogWith(
      initialize,
      { kind: 'add-node', node: 'node-3' },
      { kind: 'forget-node', node: 'node-1', at },
    );
    expect(catalog.nodes()).toEqual(['node-2', 'node-3']);
  });

  it('remembers how each decommission ended', () => {
    const leave = (node: string, id: string): CatalogCommand => ({
      ...{ kind: 'decommission-node', node, id, at },
    });
    const { catalog, results } = catalogWith(
      { ...initialize, nodes: ['node-1', 'node-2', 'node-3', 'node-4'] },
      createAlpha,
      leave('node-1', 'dec_holds'),
      leave('node-1', 'dec_again'),
      leave('node-3', 'dec_empty'),
      leave('node-4', 'dec_called_off'),
      { kind: 'keep-node', node: 'node-4', at },
      { kind: 'forget-node', node: 'node-3', at },
      { kind: 'forget-node', node: 'node-1', at },
      leave('node-2', 'dec_open'),
      leave('node-9', 'dec_of_nobody'),
    );
    expect(results[3], 'a repetition').toBe('unchanged');
    expect(results.at(-1), 'an unknown node').toBe('unchanged');
    expect(catalog.decommissions()).toEqual([
      {
        ...{ id: 'dec_holds', node: 'node-1', startedAt: at },
        end: { outcome: 'failed', at, copiesLeft: 1 },
      },
      {
        ...{ id: 'dec_empty', node: 'node-3', startedAt: at },
        end: { outcome: 'complete', at, copiesLeft: 0 },
      },
      {
        ...{ id: 'dec_called_off', node: 'node-4', startedAt: at },
        end: { outcome: 'cancelled', at, copiesLeft: 0 },
      },
      { id: 'dec_open', node: 'node-2', startedAt: at, end: null },
    ]);
    expect(catalog.decommissioning()).toEqual(['node-2']);
  });

  it('lets a node leave that is empty, and nobody calls its decommission off after that', () => {
    const { catalog, results } = catalogWith(
      { ...initialize, nodes: ['node-1', 'node-2', 'node-3'] },
      createAlpha,
      { kind: 'let-leave', node: 'node-3', at },
      { kind: 'decommission-node', node: 'node-1', id: 'dec_holds', at },
      { kind: 'let-leave', node: 'node-1', at },
      { kind: 'decommission-node', node: 'node-3', id: 'dec_empty', at },
      { kind: 'let-leave', node: 'node-3', at },
      { kind: 'keep-node', node: 'node-3', at },
      { kind: 'keep-node', node: 'node-1', at },
    );
    expect(results[2], 'nobody wants it to').toBe('unchanged');
    expect(results[4], 'it holds a copy').toBe('unchanged');
    expect(results.slice(6)).toEqual(['done', 'unchanged', 'done']);
    expect(catalog.decommissioning()).toEqual(['node-3']);
  });

  it('finds rebalances that others have followed', () => {
    const run = (id: string): readonly CatalogCommand[] => [
      { kind: 'start-rebalance', run: id, reason: 'requested', moves: [], at },
      { kind: 'finish-rebalance', run: id, at },
    ];
    const { catalog } = catalogWith(...run('reb_1'), ...run('reb_2'), ...run('reb_3'));
    expect(catalog.rebalance()?.id).toBe('reb_3');
    expect(catalog.findRebalance('reb_1')).toMatchObject({ id: 'reb_1', finishedAt: at });
    expect(catalog.findRebalance('reb_3')).toBe(catalog.rebalance());
    expect(catalog.findRebalance('reb_4')).toBeNull();
  });

  it('keeps settings', () => {
    const { catalog } = catalogWith({ kind: 'set-setting', name: 'batch-size', value: 50 });
    expect(catalog.setting('batch-size')).toBe(50);
    expect(catalog.setting('other')).toBeNull();
  });

  it('is equal after a snapshot was restored', () => {
    const { catalog } = catalogWith(initialize, createAlpha);
    const copy = createCatalog();
    copy.restore(JSON.parse(JSON.stringify(catalog.snapshot())), catalog.applied());
    expect(copy.rootHash()).toBe(catalog.rootHash());
    expect(copy.applied()).toBe(2);
    expect(copy.rootHash()).not.toBe(createCatalog().rootHash());
  });
});
