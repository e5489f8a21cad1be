import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMerkleTree, leafIndex } from '../../../cluster/model/merkle.ts';

function hash(...parts: readonly (string | Uint8Array)[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();
}

/** The definition, written out: all 4,096 leaves, all levels. */
function rootByDefinition(items: ReadonlyMap<string, string>): string {
  let level: Buffer[] = Array.from({ length: 4_096 }, (_, index) => {
    const ids = [...items.keys()].filter((id) => leafIndex(id) === index).sort();
    if (ids.length === 0) return Buffer.alloc(32);
    return hash(...ids.map((id) => Buffer.from(items.get(id) ?? '', 'hex')));
  });
  while (level.length > 1) {
    level = level.flatMap((left, index) =>
      index % 2 === 0 ? [hash(left, level[index + 1] ?? '')] : [],
    );
  }
  return level[0]?.toString('hex') ?? '';
}

describe('the hash tree', () => {
  it('gives a leaf by the upper twelve bits of the FNV-1a hash of an id', () => {
    // Published vectors: FNV-1a-32 of `a` is e40c292c, of `foobar` bf9cf968.
    expect([leafIndex('a'), leafIndex('foobar')]).toEqual([0xe40, 0xbf9]);
  });

  it('has the root that its definition gives', () => {
    const items = new Map(
      ['a', 'b', 'c', 'ä'].map((id) => [id, hash(`item ${id}`).toString('hex')]),
    );
    const tree = createMerkleTree((id) => items.get(id) ?? null);
    expect(tree.root()).toBe(rootByDefinition(new Map()));
    for (const id of items.keys()) tree.touch(id);
    expect(tree.root()).toBe(rootByDefinition(items));
    items.delete('b');
    tree.touch('b');
    expect(tree.root()).toBe(rootByDefinition(items));
  });

  it('does not depend on the order or the number of changes', () => {
    const ids = fc.array(fc.string({ maxLength: 3 }), { maxLength: 40 });
    fc.assert(
      fc.property(ids, ids, (kept, removed) => {
        const items = new Map<string, string>();
        const tree = createMerkleTree((id) => items.get(id) ?? null);
        for (const id of [...removed, ...kept]) {
          items.set(id, hash(id).toString('hex'));
          tree.touch(id);
        }
        tree.root();
        for (const id of removed) {
          items.delete(id);
          tree.touch(id);
        }
        const fresh = createMerkleTree((id) => items.get(id) ?? null);
        for (const id of [...items.keys()].reverse()) fresh.touch(id);
        expect(tree.root()).toBe(fresh.root());
      }),
    );
  });

  it('has the same root whatever part of the steps to it was taken between the changes', () => {
    const id = fc.string({ maxLength: 2 });
    const change = fc.record({ id, isRemoved: fc.boolean(), stepsTaken: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.boolean(), (changes, isAsked) => {
        const items = new Map<string, string>();
        const tree = createMerkleTree((of) => items.get(of) ?? null);
        for (const { id: changed, isRemoved, stepsTaken } of changes) {
          if (isRemoved) items.delete(changed);
          else items.set(changed, hash(`${changed} ${items.size}`).toString('hex'));
          tree.touch(changed);
          let taken = 0;
          for (const _ of tree.steps()) if (++taken > stepsTaken) break;
          if (isAsked && stepsTaken === 3) tree.root();
        }
        const fresh = createMerkleTree((of) => items.get(of) ?? null);
        for (const of of items.keys()) fresh.touch(of);
        expect(tree.root()).toBe(fresh.root());
      }),
    );
  });

  it('leaves nothing to do for whoever took all steps, each of them small', () => {
    let asked = 0;
    const tree = createMerkleTree((id) => {
      asked += 1;
      return hash(id).toString('hex');
    });
    for (let index = 0; index < 1_000; index += 1) tree.touch(`item-${index}`);
    let before = 0;
    for (const _ of tree.steps()) {
      expect(asked - before).toBeLessThanOrEqual(128);
      before = asked;
    }
    expect(asked).toBe(1_000);
    tree.root();
    expect(asked).toBe(1_000);
  });
});
