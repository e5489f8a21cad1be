import { describe, expect, test } from 'vitest';
import { runReportSchema } from '../../../runner/index.ts';
import { json } from '../../../runner/report/json.ts';
import { pretty } from '../../../runner/report/pretty.ts';
import {
  failed,
  finished,
  mainPath,
  plan,
  print,
  report,
  setUp,
  step,
  stepReport,
} from './sample-report.ts';

describe('the pretty reporter', () => {
  test('prints a line a step, what is needed below those that did not pass, and a summary', async () => {
    await expect(await print(pretty)).toMatchFileSnapshot('expected/pretty.txt');
  });

  test('prints no escape sequence without colour, whatever the outputs hold', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(await print(pretty)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });

  test('says the same in colour as without', async () => {
    const text = await print(pretty, undefined, { color: true });
    expect(text).toContain('\u001b[31m✗\u001b[39m');
    expect(text).toContain('\u001b[32m✓\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken away
    const bare = text.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ +$/gm, '');
    expect(bare).toBe(await print(pretty));
  });

  test('shortens a long difference, a long output and a long command', async () => {
    const long = stepReport({
      ...failed,
      code: Array.from({ length: 30 }, (_, n) => `command ${n}`).join('\n'),
      mismatches: [
        {
          expectation: 'text',
          span: step.span,
          message: 'Unexpected end of the output, expected `b`',
          diff: [
            ...Array.from({ length: 9 }, (_, n) => ({ kind: 'same', text: `same ${n}` }) as const),
            { kind: 'missing', text: 'b' },
            ...Array.from(
              { length: 30 },
              (_, n) => ({ kind: 'unexpected', text: `line ${n}` }) as const,
            ),
            { kind: 'same', text: 'last' },
          ],
        },
      ],
      attempts: Array.from({ length: 40 }, (_, n) => ({
        atMs: n * 100,
        durationMs: 7,
        outcome: 'fail',
        reason: `reason ${n}`,
      })),
      stderr: `${Array.from({ length: 40 }, (_, n) => `warning ${n}`).join('\n')}\n`,
    });
    await expect(await print(pretty, finished(long))).toMatchFileSnapshot('expected/long.txt');
  });

  test('says each thing that did not hold once, whatever the reason repeats', async () => {
    const [text, exitCode] = failed.mismatches;
    if (text === undefined || exitCode === undefined) throw new Error('two did not hold');
    const reason = `Did not hold within \`5s\` (1 attempt). Last: ${exitCode.message}; ${text.message}`;
    const twice = { ...failed, reason, mismatches: [exitCode, { ...text, diff: [] }] };
    const { attempts, stdout, stderr, ...rest } = twice;
    const lines = (await print(pretty, finished({ ...rest, attempts: [] }))).split('\n');
    expect(lines.slice(2, 12)).toEqual([
      '    docs/failure.md:27',
      '    $ cluster spaces |',
      '        head -n 5',
      '',
      '    Did not hold within `5s` (1 attempt).',
      '',
      '    Unexpected exit code `1`, expected `0`',
      '',
      '    Unexpected line `c`, expected `b`',
      '    docs/failure.md:31',
    ]);
  });

  test('shows the running step on a terminal and takes it away again', async () => {
    const running = [
      { kind: 'run-started', runbooks: 1, steps: 7 },
      { kind: 'step-started', step, file: 'docs/failure.md' },
      {
        kind: 'attempt-finished',
        step,
        attempt: 1,
        reason: 'Unexpected exit code `7`, expected `0`',
      },
      { kind: 'step-finished', report: setUp },
    ] as const;
    const text = await print(pretty, running, { live: true, columns: 40 });
    const lines = text.split('\r\u001b[2K');
    expect(lines.slice(0, 2)).toEqual([
      '  … 1/7 2. Wait for the promotion › wa…',
      '  … 1/7 2. Wait for the promotion › wa…',
    ]);
    expect(lines[2]).toBe(await print(pretty, running));
  });

  test('breaks sentences between words on a terminal, and never what came out of a step', async () => {
    const line = 'a line of output that is much longer than the terminal is wide';
    const long = stepReport({
      ...failed,
      reason: 'Did not hold within `5s` (3 attempts). Last: Unexpected line `c`, expected `b`',
      stderr: line,
    });
    const text = await print(pretty, finished(long), { live: true, columns: 50 });
    expect(text.slice(text.indexOf('    Did not'), text.indexOf('    docs/failure.md:31'))).toBe(
      '    Did not hold within `5s` (3 attempts). Last:\n    Unexpected line `c`, expected `b`\n',
    );
    expect(text).toContain(`      ${line}\n`);
    expect(text.slice(text.indexOf('    3 attempts:'), text.indexOf('✗ 1 failed'))).toBe(
      `    3 attempts:
        0 ms – 10 ms  1 ×  Unexpected exit code
                           \`7\`, expected \`0\`
      210 ms – 5.0 s  2 ×  Unexpected line \`c\`,
                           expected \`b\`

`,
    );
    expect(text.slice(text.indexOf('next:'))).toBe(
      `next: if the page is out of date and the output is
      right, \`runbook update docs/failure.md\`
      rewrites the sample
`,
    );
  });

  test('leaves room for characters that take two columns', async () => {
    const wide = { ...step, title: '見'.repeat(40) };
    const started = { kind: 'step-started', step: wide, file: 'docs/failure.md' } as const;
    expect(await print(pretty, [started], { live: true, columns: 20 })).toBe('  … 見見見見見見…');
  });

  test('says that nothing ran', async () => {
    const totals = {
      runbooks: 0,
      steps: 0,
      assertions: 0,
      passed: 0,
      failed: 0,
      errored: 0,
      skipped: 0,
      flaky: 0,
    };
    const nothing = {
      schema: 1,
      outcome: 'error',
      startedAt: report.startedAt,
      totals,
      skipReasons: [],
      environment: {},
      durationMs: 3,
      runbooks: [],
    } as const;
    expect(await print(pretty, [{ kind: 'run-finished', report: nothing }])).toBe(
      '\n! nothing ran  0 runbooks, 0 steps, 0 assertions, 3 ms\n',
    );
  });

  test('names the target instead of a fixture that is not brought up', async () => {
    const target = { name: 'production', prefix: ['ssh', 'ops'], env: {} };
    const started = { kind: 'runbook-started', plan: { ...plan, target } } as const;
    expect(await print(pretty, [started])).toBe('Node failure  docs/failure.md  on production\n');
  });
});

describe('the JSON reporter', () => {
  test('prints the report as one document and nothing else', async () => {
    const text = await print(json);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual(report);
  });

  test('prints what the schema of the report accepts', () => {
    expect(runReportSchema.parse(report)).toEqual(report);
    expect(runReportSchema.safeParse({ ...report, schema: 2 }).success).toBe(false);
    expect(runReportSchema.safeParse({ ...report, outcome: 'green' }).success).toBe(false);
    expect(runReportSchema.parse(report).runbooks[0]).toEqual(mainPath);
  });
});
