// The guide to faults has a section for each kind, and no other.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { kindsOfFault } from '../../ops/faults/kinds.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../content/guides/faults.md'), 'utf8');

test('every kind of fault has a section in the guide, and every section is of a kind', () => {
  const sections = [...guide.matchAll(/^### (.+)$/gm)].map((match) => match[1]);
  expect(sections.toSorted()).toEqual(kindsOfFault.map(({ kind }) => kind).toSorted());
});

test('every option that the guide names is one of its kind', () => {
  for (const part of guide.split(/^### /m).slice(1)) {
    const kind = kindsOfFault.find((candidate) => part.startsWith(`${candidate.kind}\n`));
    const section = part.split(/^## /m)[0] ?? '';
    const known = ['--sides', '--from', '--to', '--both', '--node', '--all'];
    const own = kind?.options.map(({ flags }) => flags.split(' ')[0]) ?? [];
    for (const [flag] of section.matchAll(/--[a-z]+/g)) expect([...known, ...own]).toContain(flag);
  }
});
