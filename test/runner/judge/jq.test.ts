import { describe, expect, test } from 'vitest';
import { jqProblem } from '../../../runner/judge/jq/jq.ts';
import { block, judgeBlocks, type Printed, verdictLine } from '../../support/judge-page.ts';

const say = (filter: string, printed: Printed | string): string =>
  verdictLine(judgeBlocks(block('jq expect', filter), printed));

describe('a jq filter', () => {
  test.each([
    ['that is true holds', '.a == 1', 'pass'],
    [
      'that is false does not',
      '.a > 1',
      'fail: Unexpected `false` from jq `.a > 1`, expected `true`',
    ],
    [
      'must be true, not only something',
      '.a',
      'fail: Unexpected `1` from jq `.a`, expected `true`',
    ],
    [
      'must yield something',
      '.list[] | select(. > 5) | true',
      'fail: Unexpected silence from jq `.list[] | select(. > 5) | true`, expected `true`',
    ],
    ['may yield more than once', '.list[] | . > 0', 'pass'],
    [
      'must be true each time',
      '.list[] | . > 1',
      'fail: Unexpected `false` from jq `.list[] | . > 1`, expected `true`',
    ],
    [
      'that fails on the output does not hold',
      '.a.b == 1',
      'fail: Unexpected error `Cannot index number with string "b"` from jq `.a.b == 1`, expected `true`',
    ],
    [
      'that fails after it was true does not hold',
      'true, error("late")',
      'fail: Unexpected error `late` from jq `true, error("late")`, expected `true`',
    ],
    [
      'that ends jq does not hold',
      'true, halt',
      'fail: Unexpected error `the filter ended jq` from jq `true, halt`, expected `true`',
    ],
    ['may end with a comment', '.a == 1 # one', 'pass'],
    ['may end with a comment that goes on', '.a == 1 # one \\', 'pass'],
    ['may define functions', 'def one: 1; .a == one', 'pass'],
    ['may begin with a minus', '-1 + 2 == .a', 'pass'],
    [
      'cannot break out of the question',
      '1) | (true',
      'error: Unexpected end of jq (syntax error, unexpected INVALID_CHARACTER, expecting end of file) in `1) | (true`, expected a result',
    ],
    ['keeps the digits of numbers', '.id == 9007199254740993', 'pass'],
    [
      'does not round numbers',
      '.id == 9007199254740992',
      'fail: Unexpected `false` from jq `.id == 9007199254740992`, expected `true`',
    ],
    ['does not see the environment of the runner', '$ENV | has("VITEST") | not', 'pass'],
    ['has no second input', 'try input catch "none" | . == "none"', 'pass'],
  ])('%s', (_name, filter, expected) => {
    const output = '{"a":1,"list":[1,2,3],"id":9007199254740993}\n';
    expect(say(filter, output)).toBe(expected);
  });

  test('never looks at output that is no JSON', () => {
    expect(say('true', 'ok\n')).toBe('fail: Unexpected output `ok`, expected one JSON document');
    expect(say('true', '')).toBe('fail: Unexpected empty output, expected one JSON document');
    expect(say('true', '{"a":1}\n{"a":2}\n')).toBe(
      'fail: Unexpected 2 JSON documents, expected one JSON document',
    );
    expect(say('true', 'log line\n{"a":1}\n')).toBe(
      'fail: Unexpected output `log line\\n{"a":1}`, expected one JSON document',
    );
  });

  test('that does not hold is named by its line, and others of the block are still asked', () => {
    const filters = ['# the first two hold', '.a == 1', '', '  .b', '.c | length == 2'];
    const verdict = judgeBlocks(block('jq expect', ...filters), '{"a":1,"b":[false,null],"c":[]}');
    expect(verdict.mismatches).toEqual([
      {
        expectation: 'jq',
        span: { line: 13, column: 1, endLine: 13, endColumn: 3 },
        message: 'Unexpected `[false,null]` from jq `.b`, expected `true`',
        diff: [{ kind: 'unexpected', text: '[false,null]' }],
      },
      {
        expectation: 'jq',
        span: { line: 14, column: 1, endLine: 14, endColumn: 17 },
        message: 'Unexpected `false` from jq `.c | length == 2`, expected `true`',
        diff: [{ kind: 'unexpected', text: 'false' }],
      },
    ]);
  });

  test('shows the first results that were not true, and how many there were', () => {
    const [mismatch] = judgeBlocks(block('jq expect', 'range(10)'), '{}').mismatches;
    expect(mismatch?.diff).toEqual([
      { kind: 'unexpected', text: '0' },
      { kind: 'unexpected', text: '1' },
      { kind: 'unexpected', text: '2' },
      { kind: 'note', text: '10 results' },
    ]);
  });

  test('that never ends is stopped, and the next one is answered', { timeout: 30_000 }, () => {
    expect(say('last(repeat(1))', '{}')).toBe(
      'error: Unexpected end of jq (no answer within 5s) in `last(repeat(1))`, expected a result',
    );
    expect(say('. == {}', '{}')).toBe('pass');
  });

  test('that needs more memory than there is breaks jq, and the next one is answered', {
    timeout: 30_000,
  }, () => {
    expect(say('def f: f + 1; f', '{}')).toBe(
      'error: Unexpected end of jq (out of memory) in `def f: f + 1; f`, expected a result',
    );
    expect(say('. == {}', '{}')).toBe('pass');
  });

  test('reads a megabyte in time', { timeout: 10_000 }, () => {
    const list = Array.from({ length: 40_000 }, (_, id) => ({ id, name: `name-${id}` }));
    expect(say('length == 40000', JSON.stringify(list))).toBe('pass');
  });
});

test('jq says itself which filters it does not accept', () => {
  expect(
    ['.a', '.a |', 'nodes', '.a[', 'include "x"; .'].map((filter) => jqProblem(filter)),
  ).toEqual([
    undefined,
    'syntax error, unexpected end of file',
    'nodes/0 is not defined',
    'syntax error, unexpected end of file',
    'module not found: x',
  ]);
});

test('the same question gets the same answer, however often it is asked', () => {
  const blocks = block('jq expect', '.nodes | length == 3');
  const answers = Array.from({ length: 250 }, (_, nodes) =>
    verdictLine(judgeBlocks(blocks, JSON.stringify({ nodes: Array(nodes % 4).fill('up') }))),
  );
  const expected = (nodes: number): string =>
    nodes === 3
      ? 'pass'
      : 'fail: Unexpected `false` from jq `.nodes | length == 3`, expected `true`';
  expect(answers).toEqual(answers.map((_, nodes) => expected(nodes % 4)));
});

test('a filter that is too long for jq is a mistake of the page', () => {
  expect(jqProblem(`.a == 1${' '.repeat(20_000)}`)).toBe('20007 bytes are more than 16384');
});
