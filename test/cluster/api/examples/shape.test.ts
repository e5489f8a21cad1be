import { expect, test } from 'vitest';
import { differentFields } from './shape.ts';

test('fields count, what they hold does not', () => {
  const one = { a: 1, list: [{ b: 'x' }], table: { 'node-1': 1 }, empty: [] };
  const other = { a: 'y', list: [{ b: null }, { b: 2 }], table: { 'node-2': 3 }, empty: [1] };
  expect(differentFields(one, other)).toEqual([]);
});

test('a field that one of them lacks is named with its place', () => {
  expect(differentFields({ a: 1 }, { a: 1, b: 2 })).toEqual(['.b']);
  expect(differentFields({ list: [{ c: 1 }] }, { list: [{}] })).toEqual(['.list[].c']);
  expect(differentFields({ a: { b: 1 } }, { a: null })).toEqual(['.a']);
});
