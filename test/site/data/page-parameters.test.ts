import { expect, test } from 'vitest';
import type { RunbookFacts } from '../../../runner/index.ts';
import { pageParameters, parameterForm } from '../../../src/data/page-parameters.ts';

test('parameters are read as they are written', () => {
  const file = 'test/site/support/sample/operations/node-care/every-kind.md.txt';
  expect(
    pageParameters(file).map(({ name, example, default: value }) => [name, example, value]),
  ).toEqual([
    ['NODE', 'node-1', undefined],
    ['CODE', '007', '007'],
    ['TOKEN', 'abcdef', undefined],
  ]);
});

test.each([
  [{ type: 'string' }, ''],
  [{ type: 'word', pattern: 'node-\\d+' }, 'One word. Matches `node-\\d+`.'],
  [{ type: 'string', pattern: '/.+' }, 'Matches `/.+`.'],
  [{ type: 'integer', choices: ['1', '2'] }, 'One of `1`, `2`.'],
  [{ type: 'secret' }, 'A secret: it is shown nowhere.'],
] as const)('%j is told as “%s”', (form, words) => {
  const parameter: RunbookFacts['parameters'][number] = {
    name: 'A',
    description: 'D',
    example: 'e',
    ...form,
  };
  expect(parameterForm(parameter)).toBe(words);
});
