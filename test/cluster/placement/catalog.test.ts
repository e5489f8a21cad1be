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
      { kind: 'forget-node', node: 'node-1' },
    );
    expect(catalog.nodes()).toEqual(['node-2', 'node-3']);
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
