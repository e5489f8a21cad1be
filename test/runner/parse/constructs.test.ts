// What the words behind a step's language make of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import { block, complaintsAbout, stepsOf } from '../../support/judge-page.ts';

const only = (info: string, below = '') => stepsOf(block(info, 'code') + below)[0];

describe('a step', () => {
  test('may fail in any way', () => {
    expect(only('bash exit=failure')?.expectations[0]).toMatchObject({
      kind: 'exit-code',
      code: 'failure',
    });
  });

  test('may have a limit for its time', () => {
    expect(only('bash duration="between 1s and $MAX"')?.expectations[1]).toEqual({
      kind: 'duration',
      condition: {
        kind: 'between',
        low: { kind: 'literal', text: '1s' },
        high: { kind: 'variable', name: 'MAX' },
      },
      span: { line: 5, column: 18, endLine: 5, endColumn: 39 },
      source: 'between 1s and $MAX',
    });
  });

  test('may be asked to stay true, after it has become true', () => {
    expect(only('bash stays=10s')).toMatchObject({ stays: { forMs: 10_000, everyMs: 500 } });
    expect(only('bash stays=10s')?.eventually).toBeUndefined();
    expect(only('bash stays=10s within=30s every=1s')).toMatchObject({
      stays: { forMs: 10_000, everyMs: 1000 },
      eventually: { withinMs: 30_000, everyMs: 1000 },
    });
  });

  test('may go into the background, and then `within` is the time to be ready', () => {
    const ready = block('text expect', 'ready');
    expect(only('bash background', ready)?.background).toEqual({ readyWithinMs: 30_000 });
    const step = only('bash background within=5s risk=mutating', ready);
    expect([step?.background, step?.eventually]).toEqual([{ readyWithinMs: 5000 }, undefined]);
  });

  test.each([
    ['python run', 'python'],
    ['py run', 'python'],
    ['js run name=a', 'node'],
    ['javascript timeout=5s run', 'node'],
    ['node run', 'node'],
    ['bash', 'shell'],
    ['sh', 'shell'],
  ])('%s is %s', (info, language) => {
    expect(only(info)?.language).toBe(language);
  });

  test('in another language is one only with the word `run`', () => {
    expect(stepsOf(block('python', 'x') + block('js title="run"', 'x') + block('js', 'x'))).toEqual(
      [],
    );
  });

  test('may belong to a branch', () => {
    const steps = stepsOf(
      block('bash', 'a') +
        block('bash branch=lost before=step-1', 'b') +
        block('bash branch=lost', 'c'),
    );
    expect(steps.map(({ branch }) => branch)).toEqual([
      undefined,
      { name: 'lost', leavesBefore: 'step-1' },
      { name: 'lost' },
    ]);
  });
});

describe('blocks below a step', () => {
  test('may be many, each on its stream', () => {
    const step = only(
      'bash',
      block('text expect', 'a') +
        block('text expect stderr', 'b') +
        block('json expect stderr', '{}') +
        block('text stderr expect absent', 'c', '', 'd') +
        block('text expect absent', 'e') +
        block('jq expect', '# comment', '  .a', '', '.b') +
        block('jq expect', '.c') +
        block('regex expect', '^a', '  b', ''),
    );
    expect(step?.expectations.slice(1)).toMatchObject([
      { kind: 'text', stream: 'stdout' },
      { kind: 'text', stream: 'stderr' },
      { kind: 'json', stream: 'stderr' },
      {
        kind: 'absent',
        stream: 'stderr',
        lines: [
          { line: 22, source: 'c' },
          { line: 24, source: 'd' },
        ],
      },
      { kind: 'absent', stream: 'stdout', lines: [{ source: 'e' }] },
      {
        kind: 'jq',
        filters: [
          { line: 33, source: '.a' },
          { line: 35, source: '.b' },
        ],
      },
      { kind: 'jq', filters: [{ line: 39, source: '.c' }] },
      { kind: 'regex', stream: 'stdout', pattern: '^a\n  b' },
    ]);
  });

  test.each([
    [
      block('text expect', 'a') + block('text expect', 'b'),
      '13:1 Unexpected second text expectation of a step, expected one',
    ],
    [
      block('regex expect', 'a') + block('regex expect', 'b'),
      '13:1 Unexpected second regex expectation of a step, expected one',
    ],
    [
      `\nWords.\n\n${block('text expect', 'a')}`,
      '12:1 Unexpected expectation, expected it directly below a step',
    ],
  ])('%j is complained about', (below, complaint) => {
    expect(complaintsAbout(block('bash', 'a') + below)).toEqual([complaint]);
  });
});

describe('captures', () => {
  const capture = (info: string) => block(info, 'a') + block('text expect', '<ID word>');

  test('may use one name where no run has both steps', () => {
    expect(complaintsAbout(capture('bash branch=a') + capture('bash branch=b'))).toEqual([]);
    expect(complaintsAbout(capture('bash branch=a') + capture('bash'))).toEqual([]);
    expect(
      complaintsAbout(
        block('bash name=x', 'a') + capture('bash') + capture('bash branch=a before=x'),
      ),
    ).toEqual([]);
  });

  test.each([
    ['on the main path', capture('bash') + capture('bash')],
    ['in a branch', capture('bash branch=a') + capture('bash branch=a')],
    ['in a branch and above it', capture('bash') + capture('bash branch=a')],
    [
      'in a branch and in Setup',
      `## Setup\n\n${capture('bash')}## Steps\n\n${block('bash name=x', 'a')}${capture('bash branch=a before=x')}`,
    ],
    ['in a branch and in Teardown', `${capture('bash branch=a')}## Teardown\n\n${capture('bash')}`],
  ])('may not use one name twice %s', (_where, body) => {
    const complaints = complaintsAbout(body);
    expect(complaints.length).toBe(1);
    expect(complaints[0]).toMatch(
      /^\d+:1 Unexpected second capture of `ID`, expected a name of its own$/,
    );
  });
});

describe('front matter', () => {
  const parse = (facts: string) =>
    parseRunbook({
      path: 'page.md',
      text: `---\nrunbook:\n  risk: low\n  duration: 1m\n  prerequisites: []\n  rollback: None.\n${facts}---\n`,
    });

  test('holds tags and parameters, values as they are written', () => {
    const { runbook, diagnostics } = parse(
      `  tags: [weekly, disk-full]
  parameters:
    CODE: { type: integer, description: A code., example: 007, choices: [007, 1_0, 0x10], default: 007 }
    ON: { description: 'On, or off.', example: no, default: true }
    RATE: { type: number, description: A rate., example: 1e3, pattern: '.+' , label: rate }
    DAY: { description: A day., example: 2026-01-05 }
`.replace(', 1_0, 0x10', ', 12'),
    );
    expect(diagnostics).toEqual([]);
    expect(runbook.runbook?.tags).toEqual(['weekly', 'disk-full']);
    expect(runbook.runbook?.parameters).toEqual([
      {
        name: 'CODE',
        type: 'integer',
        description: 'A code.',
        example: '007',
        choices: ['007', '12'],
        default: '007',
      },
      { name: 'ON', type: 'string', description: 'On, or off.', example: 'no', default: 'true' },
      {
        name: 'RATE',
        type: 'number',
        description: 'A rate.',
        pattern: '.+',
        example: '1e3',
        label: 'rate',
      },
      { name: 'DAY', type: 'string', description: 'A day.', example: '2026-01-05' },
    ]);
  });

  test('names a parameter that a step would overwrite', () => {
    const text = `---\nrunbook:\n  risk: low\n  duration: 1m\n  prerequisites: []\n  rollback: None.\n  parameters: { ID: { description: D., example: e } }\n---\n${block('bash', 'a')}${block('text expect', '<ID>')}`;
    expect(parseRunbook({ path: 'page.md', text }).diagnostics).toMatchObject([
      {
        code: 'parse/duplicate-capture',
        message: 'Unexpected capture of `ID`, expected a name that is no parameter of this page',
        hint: 'write `<$ID>` for the value of the parameter',
        span: { line: 14 },
      },
    ]);
  });

  test('with a wrong form is told what it should be', () => {
    expect(parse('  parameters: [NODE]\n').diagnostics.map(({ message }) => message)).toEqual([
      'Unexpected value `[NODE]` of `runbook.parameters`, expected names of shell variables, each with `description` and `example`',
    ]);
    expect(
      parse('  parameters:\n    NODE: node-1\n').diagnostics.map(({ message, span }) => [
        span.line,
        message,
      ]),
    ).toEqual([
      [
        8,
        'Unexpected value `node-1` of `runbook.parameters.NODE`, expected `description` and `example` at least',
      ],
    ]);
  });
});

test('any text between quotes is read as it is written', () => {
  // A backtick cannot stand behind a fence of backticks, and a line ends with its end.
  const reason = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !/["`\r\n\0\u2028\u2029]/.test(text) && text.trim() !== '');
  fc.assert(
    fc.property(reason, (text) => {
      expect(only(`bash name=a skip="${text}" risk=mutating`)).toMatchObject({
        id: 'a',
        skipReason: text.trim(),
        risk: 'mutating',
      });
    }),
  );
});
