import { expect, test } from 'vitest';
import { differentFields, valuesAt } from './shape.ts';

test('fields count, what they hold does not', () => {
  const one = { a: 1, list: [{ b: 'x' }], table: { 'node-1': 1 }, empty: [] };
  const other = { a: 'y', list: [{ b: null }, { b: 2 }], table: { 'node-2': 3 }, empty: [] };
  expect(differentFields(one, other)).toEqual([]);
});

test('a list that is shown with items has some, and one that is shown empty has none', () => {
  expect(differentFields({ rows: [] }, { rows: [{ a: 1 }] })).toEqual(['.rows[]']);
  expect(differentFields([1], [])).toEqual(['[]']);
});

test('a field that one of them lacks is named with its place', () => {
  expect(differentFields({ a: 1 }, { a: 1, b: 2 })).toEqual(['.b']);
  expect(differentFields({ list: [{ c: 1 }] }, { list: [{}] })).toEqual(['.list[].c']);
  expect(differentFields({ a: { b: 1 } }, { a: null })).toEqual(['.a']);
});

test('a path leads to a value, or to one in each item of a list', () => {
  const answer = { state: 'open', rows: [{ id: 'a' }, { id: 'b' }] };
  expect(valuesAt(answer, '.state')).toEqual(['open']);
  expect(valuesAt(answer, '.rows[].id')).toEqual(['a', 'b']);
  expect(valuesAt([{ id: 'c' }], '[].id')).toEqual(['c']);
  expect(valuesAt(answer, '')).toEqual([answer]);
  expect(valuesAt(answer, '.nothing[].here')).toEqual([]);
});
