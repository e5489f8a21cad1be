import { describe, expect, test } from 'vitest';
import { sample, sampleOf, updatePage } from './update-page.ts';

async function jsonCase(before: readonly string[], output: unknown) {
  const stdout = typeof output === 'string' ? output : JSON.stringify(output);
  const { text, decisions } = await updatePage(sample('json', ...before), [stdout]);
  return { after: sampleOf(text), decisions };
}

describe('a JSON sample', () => {
  test.each<[string, string[], unknown, string[]]>([
    [
      'names no member that its author did not name',
      ['{ "a":   1 }'],
      { z: 0, a: 2 },
      ['{ "a":   2 }'],
    ],
    [
      'keeps the order of its members',
      ['{', '  "b": 1,', '  "a": 1', '}'],
      { a: 2, b: 3 },
      ['{', '  "b": 3,', '  "a": 2', '}'],
    ],
    [
      'keeps placeholders that hold',
      ['{ "a": "<integer>", "b": 1 }'],
      { a: 9, b: 2 },
      ['{ "a": "<integer>", "b": 2 }'],
    ],
    [
      'keeps the digits of a number',
      ['{ "id": 1 }'],
      '{"id": 12345678901234567890, "x": 1.10}',
      ['{ "id": 12345678901234567890 }'],
    ],
    ['escapes what would be a placeholder', ['"a"'], '"<none>"', ['"\\\\<none>"']],
    ['spells control characters', ['"a"'], '"\\u001b[0m\\t"', ['"\\u001b[0m\\t"']],
    ['gets an item', ['["a", "c"]'], ['a', 'b', 'c'], ['["a", "b", "c"]']],
    ['gets a first item', ['["b"]'], ['a', 'b'], ['["a", "b"]']],
    ['is filled where it was empty', ['[]'], ['a', 'b'], ['["a", "b"]']],
    ['loses items', ['["a", "b", "c", "d"]'], ['c'], ['["c"]']],
    ['loses all items', ['["a", "b"]'], [], ['[]']],
    [
      'gets items on lines of their own, with the members that its neighbours name',
      ['[', '  { "id": "node-1", "up": true },', '  { "id": "node-3", "up": true }', ']'],
      [
        { id: 'node-1', up: true, pid: 1 },
        { id: 'node-2', up: false, pid: 2 },
        { id: 'node-3', up: true, pid: 3 },
        { id: 'node-4', up: true, pid: 4 },
      ],
      [
        '[',
        '  { "id": "node-1", "up": true },',
        '  { "id": "node-2", "up": false },',
        '  { "id": "node-3", "up": true },',
        '  { "id": "node-4", "up": true }',
        ']',
      ],
    ],
    [
      'keeps any items where they stand',
      ['[{ "id": 1, "up": true }, "..."]'],
      [{ id: 1, up: false }, { id: 2 }],
      ['[{ "id": 1, "up": false }, "..."]'],
    ],
    [
      'takes a whole value where a plain one was',
      ['{ "a": null }'],
      { a: { b: [1] } },
      ['{ "a": { "b": [1] } }'],
    ],
  ])('%s', async (_name, before, output, after) => {
    expect(await jsonCase(before, output)).toEqual({ after, decisions: [] });
  });

  test.each<[string, string[], unknown, string[], string[]]>([
    [
      'keeps a condition that does not hold, and changes the rest',
      ['{', '  "errors": "<integer below 5>",', '  "up": true', '}'],
      { errors: 7, up: false },
      ['{', '  "errors": "<integer below 5>",', '  "up": false', '}'],
      ['14 look: Unexpected `7` at `$`, expected `<integer below 5>`'],
    ],
    [
      'keeps a member that is gone',
      ['{ "a": 1, "b": 2 }'],
      { a: 3 },
      ['{ "a": 3, "b": 2 }'],
      ['13 look: The output has no member `b` here'],
    ],
    [
      'keeps an item that any items would swallow',
      ['["...", { "id": "node-9" }, "..."]'],
      [{ id: 'x' }],
      ['["...", { "id": "node-9" }, "..."]'],
      ['13 look: No item of the output is this one'],
    ],
    [
      'stays when the output is no JSON',
      ['{ "a": 1 }'],
      'oops',
      ['{ "a": 1 }'],
      ['13 look: The output is not one JSON document'],
    ],
    [
      'keeps a value with a placeholder that became another kind of value',
      ['{ "owner": { "id": "<ID word>" }, "n": 1 }'],
      { owner: null, n: 2 },
      ['{ "owner": { "id": "<ID word>" }, "n": 2 }'],
      ['13 look: Unexpected `null` at `$`, expected an object'],
    ],
  ])('%s', async (_name, before, output, after, decisions) => {
    expect(await jsonCase(before, output)).toEqual({ after, decisions });
  });
});
