// Outputs on which other tools are known to say yes by mistake.
import { describe, expect, test } from 'vitest';
import { block, judgeBlocks, type Printed, verdictLine } from '../../support/judge-page.ts';

const text = (lines: readonly string[], printed: Printed | string): string =>
  verdictLine(judgeBlocks(block('text expect', ...lines), printed));

describe('lines', () => {
  test.each([
    [
      'an empty expectation is no output, not any',
      [],
      'x\n',
      'fail: Unexpected line `x`, expected the output to end here',
    ],
    ['no output is no output', [], '\n\n', 'pass'],
    ['carriage returns at line ends do not count', ['a', 'b'], 'a\r\nb\r\n', 'pass'],
    [
      'carriage returns inside a line do',
      ['50%', '100%'],
      '50%\r100%\n',
      'fail: Unexpected line `50%\\r100%`, expected `50%`',
    ],
    ['no final line end is needed', ['a'], 'a', 'pass'],
    ['capitals count', ['a'], 'A', 'fail: Unexpected line `A`, expected `a`'],
    [
      'brackets, stars and question marks are literal',
      ['[a-z]*?'],
      'b\n',
      'fail: Unexpected line `b`, expected `[a-z]*?`',
    ],
    ['space at the beginning counts', [' a'], 'a\n', 'fail: Unexpected line `a`, expected `a`'],
    ['tabs are no spaces', ['a\tb'], 'a    b\n', 'fail: Unexpected line `a    b`, expected `a\tb`'],
  ])('%s', (_name, lines, output, expected) => {
    expect(text(lines, output)).toBe(expected);
  });

  test('two `...` take as little as they can, and the line that is missing is the one that is named', () => {
    expect(text(['a', '...', 'b', '...', 'c'], 'a\nb\nb\nc\n')).toBe('pass');
    const verdict = judgeBlocks(block('text expect', 'a', '...', 'b', '...', 'd'), 'a\nb\nc\n');
    expect([verdictLine(verdict), verdict.mismatches[0]?.span.line]).toEqual([
      'fail: Unexpected line `c`, expected `d`',
      14,
    ]);
  });

  test('with bytes that are no UTF-8 match the mark that stands for them, and nothing else', () => {
    const output = Buffer.from([0x61, 0xff, 0x0a]);
    expect(text(['a\ufffd'], { stdout: output })).toBe('pass');
    expect(text(['a'], { stdout: output })).toBe('fail: Unexpected line `a\ufffd`, expected `a`');
  });

  test('longer than 64 KiB are compared to their end', () => {
    const long = 'x'.repeat(100_000);
    expect(text([long], `${long}\n`)).toBe('pass');
    expect(text([long], `${long}y\n`)).toMatch(/^fail: Unexpected line `x{120}…`/);
  });
});

describe('JSON', () => {
  const json = (sample: string, output: string): string =>
    verdictLine(judgeBlocks(block('json expect', sample), output));

  test.each([
    ['the order of members does not count', '{ "a": 1, "b": 2 }', '{"b":2,"a":1}', 'pass'],
    ['the order of items does', '[1, 2]', '[2,1]', 'fail: Unexpected `2` at `$[0]`, expected `1`'],
    [
      'null is not missing',
      '{ "a": null }',
      '{}',
      'fail: Unexpected absence of `$.a`, expected `null`',
    ],
    [
      'text that holds the sample is no JSON',
      '{ "a": 1 }',
      'x {"a":1} y',
      'fail: Unexpected output `x {"a":1} y`, expected one JSON document',
    ],
    [
      'YAML is no JSON',
      '{ "a": "no" }',
      'a: no\n',
      'fail: Unexpected output `a: no`, expected one JSON document',
    ],
    [
      'comments are no JSON',
      '{ "a": 1 }',
      '{"a":1} // x',
      'fail: Unexpected output `{"a":1} // x`, expected one JSON document',
    ],
    [
      'a trailing comma is no JSON',
      '[1]',
      '[1,]',
      'fail: Unexpected output `[1,]`, expected one JSON document',
    ],
    ['a string is no number', '1', '"1"', 'fail: Unexpected `"1"` at `$`, expected `1`'],
    [
      '1e3 is a number, "1e3" is a string',
      '{ "a": 1000, "b": "1e3" }',
      '{"a":1e3,"b":"1e3"}',
      'pass',
    ],
  ])('%s', (_name, sample, output, expected) => {
    expect(json(sample, output)).toBe(expected);
  });
});

test('an exit code and an output that are both wrong are both reported', () => {
  expect(text(['a'], { stdout: 'b\n', exitCode: 1 })).toBe(
    'fail: Unexpected exit code `1`, expected `0`; Unexpected line `b`, expected `a`',
  );
});

test('a secret is one word, and is captured like any other value', () => {
  const verdict = judgeBlocks(block('text expect', 'token: <TOKEN secret>'), 'token: s3cr3t-x\n');
  expect([verdict.outcome, verdict.captured]).toEqual(['pass', { TOKEN: 's3cr3t-x' }]);
  expect(text(['token: <TOKEN secret>'], 'token: a b\n')).toBe(
    'fail: Unexpected line `token: a b`, expected `token: <TOKEN secret>`',
  );
});
