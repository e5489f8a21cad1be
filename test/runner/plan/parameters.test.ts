import { describe, expect, test } from 'vitest';
import type { Parameter } from '../../../runner/model/parameter.ts';
import { undeclaredParameters } from '../../../runner/plan/parameters.ts';
import { type PlanOptions, planRuns } from '../../../runner/plan/plan-run.ts';
import { parameter, sketchFixture, sketchPage } from '../../support/page-literals.ts';

const fixture = sketchFixture([
  ['setup', { code: 'true', captures: ['NODE'] }],
  ['teardown', { code: 'true', captures: ['LATE'] }],
]);

function settle(parameters: readonly Parameter[], options: PlanOptions = {}) {
  const page = sketchPage([['body', 'true']], { parameters });
  const { plans, problems } = planRuns(page, fixture, options);
  return {
    values: plans[0]?.parameters,
    secrets: plans[0]?.secrets,
    problems: problems.map(({ message }) => message),
    hints: problems.map(({ hint }) => hint),
  };
}

describe('a value comes from the first that has one', () => {
  const node = parameter('NODE', { label: 'instance', default: 'node-9' });
  const given = { NODE: 'node-1' };
  const labels = { instance: 'node-2', NODE: 'node-3' };

  test('the caller, then the alert, then the fixture, then the default', () => {
    expect(settle([node], { given, labels }).values).toEqual({ NODE: 'node-1' });
    expect(settle([node], { labels }).values).toEqual({ NODE: 'node-2' });
    expect(settle([node])).toMatchObject({ values: {}, problems: [] });
    const other = { ...node, name: 'OTHER' };
    expect(settle([other]).values).toEqual({ OTHER: 'node-9' });
  });

  test('on a named target there is no fixture to capture it', () => {
    const target = { name: 'staging', prefix: [], env: {} };
    expect(settle([node], { target }).values).toEqual({ NODE: 'node-9' });
  });

  test('names that every object has are not values', () => {
    expect(settle([parameter('OTHER', { label: 'constructor' })]).values).toEqual({});
  });
});

describe('the caller is told', () => {
  test('which value is missing, what it is and how to give it', () => {
    expect(settle([parameter('LATE', { example: 'n-1', label: 'instance' })])).toMatchObject({
      problems: ['Unexpected absence of a value for `LATE`, expected one: `page.md` needs it'],
      hints: [
        '`--param LATE=n-1`, or `--alert FILE` with the label `instance` gives it; `LATE`: What LATE is.',
      ],
    });
  });

  const refusals: readonly [string, Partial<Parameter>, string, string][] = [
    ['an empty value', {}, '', 'Unexpected value `` for `P`, expected some text'],
    [
      'a NUL character',
      {},
      'a\0b',
      'Unexpected value `a\0b` for `P`, expected text without NUL characters',
    ],
    [
      'another than the choices',
      { choices: ['a', 'b'] },
      'c',
      'Unexpected value `c` for `P`, expected `a` or `b`',
    ],
    [
      'a part that matches the pattern',
      { pattern: 'n-\\d|m' },
      'n-12',
      'Unexpected value `n-12` for `P`, expected a match of `n-\\d|m`',
    ],
    [
      'a secret that cannot be masked, without printing it',
      { type: 'secret' },
      'abc',
      'Unexpected value for `P`, expected at least 4 characters: shorter secrets cannot be masked',
    ],
  ];
  test.each(refusals)('about %s', (_name, change, value, message) => {
    expect(settle([parameter('P', change)], { given: { P: value } }).problems).toEqual([message]);
  });

  test('nothing about values that fit, whatever characters they have', () => {
    const given = { P: '$(rm -rf /) "\'\n-x', Q: 'n-1' };
    const parameters = [parameter('P'), parameter('Q', { pattern: 'n-\\d', choices: ['n-1'] })];
    expect(settle(parameters, { given })).toMatchObject({ values: given, problems: [] });
  });

  test('about names that are a parameter on no page', () => {
    const pages = [sketchPage([], { parameters: [parameter('A')] }), sketchPage([])];
    expect(undeclaredParameters(pages, ['A', 'B'])).toEqual(['B']);
  });
});

test('secrets are what the config names, what the page declares and what samples capture', () => {
  const placeholder = { type: 'secret', capture: 'TOKEN', source: '<TOKEN secret>' } as const;
  const span = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const page = sketchPage(
    [
      [
        'body',
        {
          code: 'true',
          expectations: [
            {
              kind: 'json',
              stream: 'stdout',
              pattern: {
                kind: 'array',
                items: [
                  { kind: 'rest' },
                  { kind: 'object', members: [['t', { kind: 'placeholder', placeholder }]] },
                ],
              },
              span,
              source: '',
            },
            {
              kind: 'text',
              stream: 'stderr',
              lines: [
                {
                  kind: 'pieces',
                  pieces: ['a ', { ...placeholder, capture: 'KEY' }],
                  line: 1,
                  source: '',
                },
              ],
              span,
              source: '',
            },
          ],
        },
      ],
    ],
    { parameters: [parameter('PASSWORD', { type: 'secret', default: 'hunter22' })] },
  );
  const { plans } = planRuns(page, undefined, { secrets: ['VAULT_TOKEN', 'KEY'] });
  expect(plans[0]?.secrets).toEqual(['VAULT_TOKEN', 'KEY', 'PASSWORD', 'TOKEN']);
});
