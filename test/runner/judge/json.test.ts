import { describe, expect, test } from 'vitest';
import type { JsonPattern } from '../../../runner/model/expectation.ts';
import { expectJson, judge, mark, sentence } from '../../support/observations.ts';

/** A pattern from its sample: `{type}` strings are placeholders, `...` in an array is any items. */
function pattern(sample: unknown): JsonPattern {
  if (Array.isArray(sample)) {
    return {
      kind: 'array',
      items: sample.map((item) => (item === '...' ? { kind: 'rest' } : pattern(item))),
    };
  }
  if (sample !== null && typeof sample === 'object') {
    return {
      kind: 'object',
      members: Object.entries(sample).map(([key, value]) => [key, pattern(value)]),
    };
  }
  const [, name, type] =
    typeof sample === 'string' ? (/^<([A-Z]*) ?([a-z]*)>$/.exec(sample) ?? []) : [];
  if (typeof sample === 'string' && name !== undefined) {
    const capture = name === '' ? {} : { capture: name };
    return {
      kind: 'placeholder',
      placeholder: mark((type || 'any') as 'any', { ...capture, source: sample }),
    };
  }
  return { kind: 'literal', value: sample as string };
}

const verdictOf = (sample: unknown, output: string, source?: string) =>
  judge(expectJson(pattern(sample), source), output);
const say = (sample: unknown, output: string): string => sentence(verdictOf(sample, output));

describe('json', () => {
  test.each([
    ['objects are subsets in any depth', { a: { b: 1 } }, '{"x":0,"a":{"b":1,"c":2}}', 'pass'],
    ['the order of members does not count', { a: 1, b: 2 }, '{"b":2,"a":1}', 'pass'],
    ['a missing member', { a: 1 }, '{}', 'Unexpected absence of `$.a`, expected `1`'],
    [
      'another value',
      { a: { 'b c': [1] } },
      '{"a":{"b c":[2]}}',
      'Unexpected `2` at `$.a["b c"][0]`, expected `1`',
    ],
    [
      'a number is not its string',
      { a: 1 },
      '{"a":"1"}',
      'Unexpected `"1"` at `$.a`, expected `1`',
    ],
    ['null is not absence', { a: null }, '{}', 'Unexpected absence of `$.a`, expected `null`'],
    ['null is null', { a: null }, '{"a":null}', 'pass'],
    ['1 and 1.0 are the same number', { a: 1 }, '{"a":1.0}', 'pass'],
    ['a longer array', [1], '[1,2]', 'Unexpected item `2` at `$[1]`, expected 1 item'],
    ['a shorter array', [1, 2], '[1]', 'Unexpected absence of `$[1]`, expected `2`'],
    ['another order', [1, 2], '[2,1]', 'Unexpected `2` at `$[0]`, expected `1`'],
    ['an object is no array', [], '{}', 'Unexpected `{}` at `$`, expected an array'],
    [
      'an array is no object',
      { a: {} },
      '{"a":[]}',
      'Unexpected `[]` at `$.a`, expected an object',
    ],
    ['rest at the end', [1, '...'], '[1,2,3]', 'pass'],
    ['rest that is none', [1, '...'], '[1]', 'pass'],
    ['rest at the beginning', ['...', 3], '[1,2,3]', 'pass'],
    [
      'rest at the beginning, last item differs',
      ['...', 3],
      '[3,1]',
      'Unexpected `1` at `$[1]`, expected `3`',
    ],
    ['rest on both sides', ['...', { a: 2 }, '...'], '[{"a":1},{"a":2,"b":0},{"a":3}]', 'pass'],
    [
      'rest on both sides, none fits',
      ['...', { a: 9 }, '...'],
      '[{"a":1},{"a":2}]',
      'Unexpected `1` at `$[0].a`, expected `9`',
    ],
    [
      'rest between items that would overlap',
      [1, '...', 1],
      '[1]',
      'Unexpected absence of `$[1]`, expected `1`',
    ],
    [
      'text before the document',
      { a: 1 },
      'ok {"a":1}',
      'Unexpected output `ok {"a":1}`, expected one JSON document',
    ],
    [
      'two documents',
      { a: 1 },
      '{"a":1}\n{"a":1}',
      'Unexpected 2 JSON documents, expected one JSON document',
    ],
    ['nothing', { a: 1 }, '\n', 'Unexpected empty output, expected one JSON document'],
    [
      'a member called __proto__',
      JSON.parse('{"__proto__":{"a":1}}'),
      '{"__proto__":{"a":2}}',
      'Unexpected `2` at `$.__proto__.a`, expected `1`',
    ],
    [
      'a member of every object is not there by itself',
      { constructor: '<any>' },
      '{}',
      'Unexpected absence of `$.constructor`, expected `<any>`',
    ],
  ])('%s', (_name, sample, output, expected) => {
    expect(say(sample, output)).toBe(expected);
  });

  test.each([
    ['any', '[1]', true],
    ['any', '""', true],
    ['string', '""', true],
    ['string', '1', false],
    ['word', '"a b"', false],
    ['word', '"a"', true],
    ['integer', '5', true],
    ['integer', '"5"', false],
    ['integer', '5.5', false],
    ['number', '5.5', true],
    ['number', '"5.5"', false],
    ['boolean', 'false', true],
    ['boolean', '"false"', false],
    ['timestamp', '"2026-01-05T10:00:00Z"', true],
    ['timestamp', '1', false],
    ['duration', '"10m"', true],
    ['duration', '"10"', false],
  ])('<%s> on `%s`: %s', (type, value, isAccepted) => {
    expect(say({ v: `<${type}>` }, `{"v":${value}}`)).toBe(
      isAccepted ? 'pass' : `Unexpected \`${value}\` at \`$.v\`, expected \`<${type}>\``,
    );
  });

  test('whole numbers beyond 2^53 never equal by rounding', () => {
    expect(say({ a: 9007199254740992 }, '{"a":9007199254740993}')).toMatch(
      /^Unexpected `9007199254740993`/,
    );
    expect(say({ a: 9007199254740991 }, '{"a":9007199254740991}')).toBe('pass');
    expect(verdictOf({ a: '<ID integer>' }, '{"a":9007199254740993}').captured).toEqual({
      ID: '9007199254740993',
    });
  });

  test('what is captured is the text of a string and the JSON of anything else', () => {
    const output = '{"s":"it\'s \\"x\\"","n":1.50,"o":{"b":[1,null],"a":true}}';
    expect(verdictOf({ s: '<S>', n: '<N>', o: '<O>' }, output).captured).toEqual({
      S: 'it\'s "x"',
      N: '1.50',
      O: '{"b":[1,null],"a":true}',
    });
  });

  test('every difference is shown, and the page line of the first one is named', () => {
    const source =
      '{\n  "a": 1,\n  "list": [\n    { "id": "x" },\n    { "id": "<integer>" }\n  ]\n}';
    const [mismatch] = verdictOf(
      JSON.parse(source),
      '{"a":1,"list":[{"id":"x"},{"id":"y"}]}',
      source,
    ).mismatches;
    expect(mismatch).toEqual({
      expectation: 'json',
      span: { line: 24, column: 1, endLine: 24, endColumn: 26 },
      message: 'Unexpected `"y"` at `$.list[1].id`, expected `<integer>`',
      diff: [
        { kind: 'missing', text: '$.list[1].id: <integer>' },
        { kind: 'unexpected', text: '$.list[1].id: "y"' },
      ],
    });
  });

  test('a document nested without end is no crash', () => {
    const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    for (const levels of [1000, 100_000]) {
      expect(say({ a: 1 }, deep(levels))).toMatch(
        /^Unexpected output .*expected one JSON document$/,
      );
    }
  });
});
