import { describe, expect, test } from 'vitest';
import { assertionsOf } from '../../../runner/vacuity/assertion.ts';
import { examine, type Judge } from '../../../runner/vacuity/examine.ts';
import { examineBlocks, examineBody } from '../../support/examine-page.ts';
import { block, stepsOf } from '../../support/judge-page.ts';
import { observed } from '../../support/observations.ts';

const text = (...lines: readonly string[]): string => block('text expect', ...lines);
const absent = (...lines: readonly string[]): string => block('text expect absent', ...lines);
const regex = (pattern: string): string => block('regex expect', pattern);
const json = (source: string): string => block('json expect', source);
const jq = (...filters: readonly string[]): string => block('jq expect', ...filters);

describe('text', () => {
  test.each([
    [
      'a literal line fails',
      text('keys: 4'),
      'keys: 4\n',
      'keys: 4: fails against another number in line 1',
    ],
    [
      'a word fails',
      text('node <integer>'),
      'node 3\n',
      'node <integer>: fails against another word in line 1',
    ],
    ['one line of any content fails', text('<any>'), 'a\n', '<any>: fails against line 1 missing'],
    ['no output fails', text(), '', 'no output: fails against one more line at the end'],
    [
      '`...` alone is vacuous',
      text('...'),
      'a\nb\n',
      '...: VACUOUS, `...` alone matches any output, and none',
    ],
    [
      '`...` twice is vacuous',
      text('...', '...'),
      '',
      '...: VACUOUS, `...` alone matches any output, and none',
    ],
  ])('%s', (_name, blocks, output, expected) => {
    expect(examineBlocks(blocks, output)).toEqual([expected]);
  });

  test('what another step of the page printed is tried as well', () => {
    const body = `\`\`\`bash name=a\ntrue\n\`\`\`\n\n${regex('(?!.*zone 7).*')}\`\`\`bash name=b\ntrue\n\`\`\`\n`;
    const found = examineBody(body, ['ok\n', 'in zone 7\n']).find(({ line }) => line === 9);
    expect(found?.examined).toEqual({
      result: 'can-fail',
      failsAgainst: 'the output of step `b`',
    });
  });
});

describe('a regular expression', () => {
  test.each([
    ['that names a number fails', 'ok \\d+', 'ok 5\n', 'fails against another word in line 1'],
    [
      'that forbids a text fails',
      '(?!.*fatal error).*',
      'ok\n',
      'fails against the text `fatal error`',
    ],
    ['that forbids a letter fails', '[^q]*', 'ok\n', 'fails against the text `q`'],
  ])('%s', (_name, pattern, output, expected) => {
    expect(examineBlocks(regex(pattern), output)).toEqual([`${pattern}: ${expected}`]);
  });

  test.each(['.*', '[^]*', '\\d* *.*', '(ok)?.*'])('%s is vacuous', (pattern) => {
    const [found = ''] = examineBlocks(regex(pattern), 'ok\n');
    expect(found).toMatch(/: VACUOUS, the expression matched each of \d+ other outputs$/);
  });
});

describe('JSON', () => {
  test.each([
    ['a value', '{ "a": 1 }', 'fails against another number at `.a`'],
    ['a placeholder', '{ "a": "<any>" }', 'fails against no `.a`'],
    ['a closed array', '{ "list": [1, 2] }', 'fails against an empty array at `.list`'],
    ['an open array', '["..."]', 'fails against empty output', '[1, 2]'],
    ['any document', '"<any>"', 'fails against empty output'],
  ])('%s fails', (_name, source, expected, output = '{ "a": 1, "list": [1, 2] }') => {
    expect(examineBlocks(json(source), output)).toEqual([`${source}: ${expected}`]);
  });
});

const cluster = JSON.stringify({
  nodes: [
    { name: 'a', state: 'alive', lag: 3 },
    { name: 'b', state: 'alive', lag: 0 },
  ],
  errors: [],
  at: '2026-01-01T00:00:00Z',
});

describe('a jq filter', () => {
  test.each([
    '.nodes | length == 2',
    'all(.nodes[]; .lag >= 0)',
    '.errors == []',
    '[.nodes[] | select(.state == "dead")] | length == 0',
    '[.nodes[] | select(.state == "dead" and .lag > 100)] == []',
    '[.nodes[].name | select(test("^tmp-"))] == []',
    '.nodes == (.nodes | sort_by(.name))',
    'has("error") | not',
    '(.at | fromdate) > 0',
    '.nodes[0].zone == null or .nodes[0].zone == "z"',
  ])('`%s` can fail', (filter) => {
    expect(examineBlocks(jq(filter), cluster)).toEqual([
      expect.stringMatching(/: fails against (?:another|no|an|other|one|`)/),
    ]);
  });

  test.each(['true', '.nodes | length >= 0'])(
    '`%s` is vacuous, whatever else its block says',
    (filter) => {
      const [first = '', second = ''] = examineBlocks(jq(filter, '.nodes | length == 2'), cluster);
      expect(first).toMatch(/: VACUOUS, `.*` was true for each of \d+ other documents$/);
      expect(second).toContain(': fails against ');
    },
  );
});

describe('absent lines', () => {
  test.each([
    'warning',
    'retry <integer above 5> of',
    '<percent above 90%>',
    'used <bytes near 1.5 GiB within 5%>',
    '<timestamp above 2026-01-01T00:00:00Z>',
    '<duration between 90s and 2m>',
    'lag <number near 0.5 within 0.05>',
  ])('`%s` can fail', (line) => {
    expect(examineBlocks(absent(line), 'ok\n')).toEqual([
      `${line}: fails against one more line that it forbids`,
    ]);
  });

  test.each(['<integer between 5 and 3>', '<duration below 0s> late'])(
    '`%s` is vacuous',
    (line) => {
      expect(examineBlocks(absent(line), 'ok\n')).toEqual([
        `${line}: VACUOUS, no line can hold \`${line}\``,
      ]);
    },
  );

  test('a captured value is a line that it forbids', () => {
    const change = { variables: { OLD: 'node-1' } };
    expect(examineBlocks(absent('primary <$OLD>'), 'primary node-2\n', '', change)).toEqual([
      'primary <$OLD>: fails against one more line that it forbids',
    ]);
  });
});

describe('a duration', () => {
  test.each([
    ['at most 59s', '', 'fails against the longest time that the step may take'],
    ['at most 5m', 'timeout=10m', 'fails against the longest time that the step may take'],
    ['at least 0.5ms', '', 'fails against no time at all'],
    ['between 0s and 10s', '', 'fails against the longest time that the step may take'],
  ])('`%s` can fail %s', (duration, more, expected) => {
    expect(examineBlocks('', '', `duration="${duration}" ${more}`)).toEqual([
      `duration ${duration}: ${expected}`,
    ]);
  });

  test.each([
    ['at most 5m', '', '`timeout` of 1m'],
    ['at least 0s', '', '`timeout` of 1m'],
    ['at most 20s', 'within=10s', '`within` of 10s'],
  ])('`%s` is vacuous %s', (duration, more, limit) => {
    expect(examineBlocks('', '', `duration="${duration}" ${more}`)).toEqual([
      `duration ${duration}: VACUOUS, \`${duration}\` holds for every time from 0 to the step's ${limit}, which ends it`,
    ]);
  });
});

test('an exit code can fail, whatever it is', () => {
  const body =
    '```bash\ntrue\n```\n\n```bash exit=3\ntrue\n```\n\n```bash exit=failure\ntrue\n```\n';
  expect(examineBody(body, []).map(({ examined }) => examined.result)).toEqual([
    'can-fail',
    'not-examined',
    'not-examined',
  ]);
  const [failed] = examineBody('```bash exit=failure\ntrue\n```\n', [], {
    observation: {
      ending: { kind: 'completed', exitCode: 2 },
      stdout: new Uint8Array(),
      stderr: new Uint8Array(),
      droppedStdoutBytes: 0,
      droppedStderrBytes: 0,
      durationMs: 1,
    },
  });
  expect(failed?.examined).toEqual({ result: 'can-fail', failsAgainst: 'exit code 0' });
});

test('an expectation that does not hold is not examined', () => {
  expect(examineBlocks(text('up'), 'down\n')).toEqual([
    'up: NOT EXAMINED, Unexpected line `down`, expected `up`',
  ]);
});

test('what could not be judged is not called vacuous', () => {
  const [step] = stepsOf(`\`\`\`bash\ntrue\n\`\`\`\n\n${regex('.*')}`);
  const assertion = step === undefined ? undefined : assertionsOf(step).at(-1);
  if (step === undefined || assertion === undefined) throw new Error('a step with an expression');
  const observation = observed('ok\n');
  const judge: Judge = (_step, judged) => ({
    outcome: judged === observation ? 'pass' : 'error',
    mismatches: [],
    assertions: 1,
    captured: {},
  });
  const work = examine(assertion, { step, observation, variables: {}, others: [] }, judge);
  let next = work.next();
  while (next.done !== true) next = work.next();
  expect(next.value).toEqual({
    result: 'not-examined',
    reason: '3 of 3 counter-observations could not be judged, and none made it fail',
  });
});
