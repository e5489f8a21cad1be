import { describe, expect, test } from 'vitest';
import type { Step } from '../../../runner/model/runbook.ts';
import { block, complaintsAbout, stepsOf } from '../../support/judge-page.ts';

/** Commands with their output as written. */
function transcript(...lines: readonly string[]): readonly (readonly [string, string])[] {
  return stepsOf(block('console', ...lines)).map((step) => [step.code, outputOf(step)]);
}

function outputOf(step: Step): string {
  const output = step.expectations.find(({ kind }) => kind === 'text');
  return output?.kind === 'text'
    ? output.lines.map((line) => (line.kind === 'any-lines' ? '...' : line.source)).join('\n')
    : '';
}

describe('a transcript', () => {
  test('is a step a command, each with its place, and its output as an expectation', () => {
    const steps = stepsOf(
      block(
        'console name=look timeout=5s',
        '$ date +%Y \\',
        '>   -u',
        '<YEAR integer>',
        '',
        '$ true',
        '',
      ),
    );
    expect(steps).toEqual([
      {
        id: 'look-1',
        title: 'T',
        language: 'shell',
        code: 'date +%Y \\\n  -u',
        codeLine: 6,
        span: { line: 6, column: 1, endLine: 8, endColumn: 15 },
        risk: 'read-only',
        timeoutMs: 5000,
        mergesStderr: true,
        expectations: [
          { kind: 'exit-code', code: 0, span: { line: 6, column: 1, endLine: 6, endColumn: 13 } },
          {
            kind: 'text',
            stream: 'stdout',
            lines: [
              {
                kind: 'pieces',
                pieces: [{ type: 'integer', capture: 'YEAR', source: '<YEAR integer>' }],
                line: 8,
                source: '<YEAR integer>',
              },
            ],
            span: { line: 8, column: 1, endLine: 8, endColumn: 15 },
            source: '<YEAR integer>',
          },
        ],
        captures: ['YEAR'],
      },
      {
        id: 'look-2',
        title: 'T',
        language: 'shell',
        code: 'true',
        codeLine: 10,
        span: { line: 10, column: 1, endLine: 10, endColumn: 7 },
        risk: 'read-only',
        timeoutMs: 5000,
        mergesStderr: true,
        expectations: [
          { kind: 'exit-code', code: 0, span: { line: 10, column: 1, endLine: 10, endColumn: 7 } },
          {
            kind: 'text',
            stream: 'stdout',
            lines: [],
            span: { line: 10, column: 1, endLine: 10, endColumn: 7 },
            source: '',
          },
        ],
        captures: [],
      },
    ]);
  });

  test('of one command has the name as it is, and may expect an exit code', () => {
    const [step] = stepsOf(block('console name=look exit=2', '$ ls /nowhere', 'ls: <any>'));
    expect([step?.id, step?.expectations[0]]).toEqual([
      'look',
      { kind: 'exit-code', code: 2, span: { line: 5, column: 27, endLine: 5, endColumn: 28 } },
    ]);
  });

  test('without a name counts its commands with the other steps', () => {
    const ids = stepsOf(
      block('bash', 'a') +
        block('console', '$ b', '$ c') +
        block('bash name=d', 'd') +
        block('sh', 'e'),
    ).map(({ id }) => id);
    expect(ids).toEqual(['step-1', 'step-2', 'step-3', 'd', 'step-5']);
  });

  test.each([
    [
      'a variable at the beginning of a line is output, not a prompt',
      ['$ echo x', '$HOME/x'],
      [['echo x', '$HOME/x']],
    ],
    [
      '`>` behind output is output, not more of the command',
      ['$ cat', 'a', '> b'],
      [['cat', 'a\n> b']],
    ],
    ['`>` without a space is output', ['$ cat', '>b'], [['cat', '>b']]],
    [
      '`> ` directly below a command is more of it',
      ['$ cat <<E', '> a', '>', '> E', 'a'],
      [['cat <<E\na\n\nE', 'a']],
    ],
    [
      'a redirection stays in its command',
      ['$ echo a > b', '$ echo c'],
      [
        ['echo a > b', ''],
        ['echo c', ''],
      ],
    ],
    ['a comment stays in its command', ['$ date # now', '<any>'], [['date # now', '<any>']]],
    ['`#` behind a command is output', ['$ cat', '# heading'], [['cat', '# heading']]],
    ['empty lines inside an output count', ['$ cat', 'a', '', 'b', ''], [['cat', 'a\n\nb']]],
    ['any lines may follow', ['$ cat', '...', 'b'], [['cat', '...\nb']]],
    ['more space behind the prompt is part of the command', ['$   ls'], [['  ls', '']]],
  ] as const)('%s', (_name, lines, expected) => {
    expect(transcript(...lines)).toEqual(expected);
  });

  test('may show output that looks like a prompt, with a backslash before it', () => {
    const [step] = stepsOf(block('console', '$ cat', '\\$ a', '\\> b', '\\\\$ c', '\\$HOME'));
    const output = step?.expectations[1];
    expect(
      output?.kind === 'text' && output.lines.map((line) => line.kind === 'pieces' && line.pieces),
    ).toEqual([['$ a'], ['> b'], ['\\$ c'], ['\\$HOME']]);
  });

  test('of which a branch is made leaves the main path once', () => {
    const steps = stepsOf(
      block('console branch=lost before=step-3', '$ a', '$ b') + block('bash', 'c'),
    );
    expect(steps.map(({ branch }) => branch)).toEqual([
      { name: 'lost', leavesBefore: 'step-3' },
      { name: 'lost' },
      undefined,
    ]);
  });

  test('does not run where its attribute says so', () => {
    const steps = stepsOf(block('console skip="no second data centre"', '$ a', '$ b'));
    expect(steps.map(({ skipReason }) => skipReason)).toEqual(
      Array(2).fill('no second data centre'),
    );
  });

  test('stands in a list as well, and its lines are found', () => {
    const steps = stepsOf('1. One\n\n   ```console\n   $ a \\\n   >  b\n   out\n   ```\n');
    expect(steps.map(({ code, codeLine, span }) => [code, codeLine, span])).toEqual([
      ['a \\\n b', 8, { line: 8, column: 4, endLine: 10, endColumn: 7 }],
    ]);
  });

  test.each([
    [['$ date', '<X integer above>'], '7:12 Unexpected end after `above`, expected `above 3`'],
    [
      ['a@host:~$ date'],
      '6:1 Unexpected line `a@host:~$ date`, expected a command that begins with `$ `',
    ],
    [['% date'], '6:1 Unexpected line `% date`, expected a command that begins with `$ `'],
  ] as const)('%j is complained about', (lines, complaint) => {
    expect(complaintsAbout(block('console', ...lines))).toEqual([complaint]);
  });
});
