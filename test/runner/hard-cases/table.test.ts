// The table points to what exists, and leaves nothing out.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Proof } from './case.ts';
import { pageNames, pagesFolder } from './run-pages.ts';
import { hardCases } from './table.ts';

const root = resolve(import.meta.dirname, '../../..');
const proofs = hardCases.flatMap(({ cases }) => cases).flatMap((each) => each.proofs);

/** Why it proves nothing; undefined if it does. */
function complaint(proof: Proof): string | undefined {
  switch (proof.kind) {
    case 'test': {
      const path = join(root, proof.file);
      if (!existsSync(path)) return `${proof.file} is not there`;
      const isNamed = namesIn(readFileSync(path, 'utf8')).has(proof.name);
      return isNamed ? undefined : `${proof.file} has no test called: ${proof.name}`;
    }
    case 'page': {
      const files = [`${proof.name}.md`, `${proof.name}.txt`];
      return files.every((file) => existsSync(join(pagesFolder, file)))
        ? undefined
        : `pages/${proof.name} is not there`;
    }
    case 'sample':
      return existsSync(join(root, 'test/runner/samples', proof.name, 'expected.txt'))
        ? undefined
        : `samples/${proof.name} is not there`;
    case 'outside':
      return proof.reason.length > 20 ? undefined : `no reason: ${proof.reason}`;
  }
}

/** Names of tests and of their rows: strings that begin the arguments of a test, or a row. */
function namesIn(source: string): ReadonlySet<string> {
  const names =
    /(?:\b(?:test|describe)\(|\]\)\(|\)\(\s|\[)\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\\n]|\\.)*)`)/g;
  const found = [...source.matchAll(names)].map(([, single, double, template]) =>
    (single ?? double ?? template?.replaceAll(/\$\{\w+\}/g, 'N') ?? '').replaceAll(/\\(.)/g, '$1'),
  );
  return new Set(found);
}

describe('the table of hard cases', () => {
  test('has every group of the list once, in order, and the edges of the shell', () => {
    expect(hardCases.map(({ number }) => number)).toEqual([
      ...Array.from({ length: 30 }, (_, index) => index + 1),
      undefined,
    ]);
  });

  test('has a proof for every case, and names no case twice in a group', () => {
    for (const { title, cases } of hardCases) {
      expect(cases.length, title).toBeGreaterThan(1);
      expect(new Set(cases.map(({ name }) => name)).size, title).toBe(cases.length);
      for (const { name, proofs: own } of cases) expect(own.length, name).toBeGreaterThan(0);
    }
  });

  test('points to tests, pages and samples that exist', () => {
    expect(proofs.map(complaint).filter((text) => text !== undefined)).toEqual([]);
  });

  test('uses every page that was written for it', () => {
    const used = new Set(proofs.flatMap((proof) => (proof.kind === 'page' ? [proof.name] : [])));
    expect([...used].toSorted()).toEqual(pageNames.toSorted());
  });

  test('has few cases that the runner leaves to others', () => {
    const left = proofs.filter(({ kind }) => kind === 'outside');
    expect(left.length).toBeLessThan(8);
  });
});

test('the look for names finds tests and rows, and nothing else', () => {
  const source = `
    // test('in a comment is found too, which is why it must be a name')
    test('one', () => { expect('two').toBe("three"); });
    test.each([['four', 1], ["five", 2]])('six %s', () => {});
    describe(\`seven \\\`x\\\`\`, () => {});
    const list = join('eight');
  `;
  expect([...namesIn(source)].slice(1)).toEqual(['one', 'four', 'five', 'six %s', 'seven `x`']);
});
