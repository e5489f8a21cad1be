import { describe, expect, test } from 'vitest';
import type { JsonPattern } from '../../../runner/model/expectation.ts';
import { block, judgeBlocks, verdictLine } from '../../support/judge-page.ts';
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

describe('JSON as it is really printed', () => {
  const say = (sample: string, output: string): string =>
    verdictLine(judgeBlocks(block('json expect', sample), output));

  test('whole numbers beyond 2^53 are compared digit by digit', () => {
    const fail = (found: string): string =>
      `fail: Unexpected \`${found}\` at \`$.a\`, expected \`9007199254740993\``;
    expect(say('{ "a": 9007199254740993 }', '{"a":9007199254740993}')).toBe('pass');
    expect(say('{ "a": 9007199254740993 }', '{"a":9007199254740992}')).toBe(
      fail('9007199254740992'),
    );
    expect(say('{ "a": 9007199254740993 }', '{"a":9007199254740993.5}')).toBe(
      fail('9007199254740993.5'),
    );
  });

  test.each([
    ['1', '1.0', true],
    ['1', '1e0', true],
    ['1.50', '15E-1', true],
    ['0', '-0', true],
    ['0.1', '0.10000000000000000001', false],
    ['1e400', '10e399', true],
    ['1e400', '1e401', false],
    ['1e99999', '1e99999', true],
    ['1e99999', '1e99998', false],
    ['100000000000000000000', '1e20', true],
  ])('%s and %s are the same number: %s', (sample, output, isSame) => {
    expect(say(sample, output) === 'pass').toBe(isSame);
  });

  test('an integer is whole, however it is written', () => {
    const isInteger = (value: string): boolean =>
      say('{ "a": "<integer>" }', `{"a":${value}}`) === 'pass';
    expect(['1.0', '1e3', '12345678901234567890', '1.5e1', '-0'].map(isInteger)).toEqual(
      Array(5).fill(true),
    );
    expect(['1.5', '1e-1', '12345678901234567890.1'].map(isInteger)).toEqual(Array(3).fill(false));
  });

  test('NaN is no JSON', () => {
    expect(say('{}', '{"a":NaN}')).toBe(
      'fail: Unexpected output `{"a":NaN}`, expected one JSON document',
    );
  });

  test.each([
    ['{"a":1,"a":1}', '$.a'],
    ['{"a":[{"b":1},{"b":1,"c":2,"b":3}]}', '$.a[1].b'],
    ['{"a":{"x y":1,"x\\u0020y":2}}', '$.a["x y"]'],
  ])('%s names a member twice, and programs disagree on which one counts', (output, path) => {
    const verdict = judgeBlocks(block('json expect', '{}'), output);
    expect(verdictLine(verdict)).toBe(
      `fail: Unexpected second member \`${path}\`, expected one JSON document`,
    );
    expect(verdict.mismatches[0]?.diff.at(-1)?.text).toBe(
      'programs disagree on which of the two counts',
    );
  });

  test('objects of one array may use the same names', () => {
    expect(say('[{ "a": 1 }, { "a": 1 }]', '[{"a":1,"b":{"a":2}},{"a":1}]')).toBe('pass');
  });

  test('JSON lines are not one document, and the report says how they become one', () => {
    const verdict = judgeBlocks(block('json expect', '{ "a": 1 }'), '{"a":1}\n\n{"a":2}\n');
    expect(verdictLine(verdict)).toBe(
      'fail: Unexpected 2 JSON documents, expected one JSON document',
    );
    expect(verdict.mismatches[0]?.diff.at(-1)?.text).toBe('`jq -s .` makes one array of them');
  });

  test('a byte order mark before the document does not count', () => {
    expect(say('{ "a": 1 }', '\ufeff{"a":1}')).toBe('pass');
    expect(say('{ "a": 1 }', '\ufeff\ufeff{"a":1}')).toMatch(/^fail: Unexpected output/);
  });

  test('a log line before the document makes it none', () => {
    expect(say('{ "a": 1 }', 'INFO ready\n{"a":1}\n')).toBe(
      'fail: Unexpected output `INFO ready\\n{"a":1}`, expected one JSON document',
    );
  });

  test('a string "..." can be asked for', () => {
    expect(say('["\\\\..."]', '["..."]')).toBe('pass');
    expect(say('["\\\\..."]', '["x"]')).toBe('fail: Unexpected `"x"` at `$[0]`, expected `"..."`');
    expect(say('["\\\\\\\\..."]', '["\\\\..."]')).toBe('pass');
  });
});
