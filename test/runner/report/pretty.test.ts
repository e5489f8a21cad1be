import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../runner/model/event.ts';
import type { Plan } from '../../../runner/model/plan.ts';
import type { RunReport, StepReport } from '../../../runner/model/report.ts';
import type { Step } from '../../../runner/model/runbook.ts';
import { json } from '../../../runner/report/json.ts';
import { pretty } from '../../../runner/report/pretty.ts';
import { runReportSchema } from '../../../runner/report/report-schema.ts';

const span = { line: 31, column: 1, endLine: 33, endColumn: 4 };

const step: Step = {
  id: 'wait-promotion',
  title: '2. Wait for the\tpromotion',
  language: 'shell',
  code: 'cluster spaces |\n  head -n 5',
  codeLine: 28,
  span: { ...span, line: 27 },
  risk: 'read-only',
  timeoutMs: 60_000,
  eventually: { withinMs: 5000, everyMs: 200 },
  expectations: [{ kind: 'exit-code', code: 0, span }],
  captures: [],
};

const plan: Plan = {
  runbook: { file: 'docs/failure.md', title: 'Node failure', sha256: '0'.repeat(64), sections: [] },
  fixture: {
    file: 'docs/_fixtures/three.md',
    title: 'Three nodes',
    sha256: '1'.repeat(64),
    sections: [],
  },
  phases: [{ kind: 'steps', file: 'docs/failure.md', steps: [step] }],
  timeoutMs: 600_000,
  parameters: {},
  secrets: [],
};

function stepReport(fields: Partial<StepReport>): StepReport {
  return {
    id: step.id,
    title: step.title,
    phase: 'steps',
    file: 'docs/failure.md',
    line: 27,
    outcome: 'pass',
    durationMs: 1234,
    assertions: 2,
    mismatches: [],
    attempts: [{ atMs: 0, durationMs: 1234, outcome: 'pass' }],
    ...fields,
  };
}

const failed = stepReport({
  outcome: 'fail',
  reason: 'Did not hold within `5s` (3 attempts). Last: Unexpected line `c`, expected `b`',
  code: step.code,
  durationMs: 65_000,
  mismatches: [
    {
      expectation: 'text',
      span,
      message: 'Unexpected line `c`, expected `b`',
      diff: [
        ...Array.from({ length: 9 }, (_, n) => ({ kind: 'same', text: `same ${n}` }) as const),
        { kind: 'missing', text: 'b' },
        ...Array.from(
          { length: 30 },
          (_, n) => ({ kind: 'unexpected', text: `line ${n}` }) as const,
        ),
        { kind: 'unexpected', text: 'bell\u0007 and \u001b[31mred' },
        { kind: 'same', text: 'last' },
        { kind: 'note', text: '7 more lines' },
      ],
    },
    {
      expectation: 'exit-code',
      span: { ...span, line: 27 },
      message: 'Unexpected exit code `1`, expected `0`',
      diff: [],
    },
  ],
  attempts: [
    { atMs: 0, durationMs: 10, outcome: 'fail', reason: 'Unexpected exit code `7`, expected `0`' },
    { atMs: 210, durationMs: 10, outcome: 'fail', reason: 'Unexpected line `c`, expected `b`' },
    { atMs: 420, durationMs: 4580, outcome: 'fail', reason: 'Unexpected line `c`, expected `b`' },
  ],
  stdout: 'a\nc\n',
  stderr: `${Array.from({ length: 40 }, (_, n) => `warning ${n}`).join('\n')}\n`,
});

const errored = stepReport({
  outcome: 'error',
  id: 'step-3',
  reason: 'The shell could not be started: `bash` is missing',
  code: 'date',
  stdout: 'half a l',
  attempts: [{ atMs: 0, durationMs: 3, outcome: 'error' }],
});

const report: RunReport = {
  schema: 1,
  outcome: 'fail',
  startedAt: '2026-01-05T10:00:00.004Z',
  durationMs: 66_300,
  totals: {
    runbooks: 1,
    steps: 5,
    assertions: 7,
    passed: 2,
    failed: 1,
    errored: 1,
    skipped: 1,
    flaky: 0,
  },
  skipReasons: [{ reason: 'x', steps: 1 }],
  environment: { os: 'Linux 6.1 x64', node: '24.0.0', 'fixture.ISOLATION': 'namespace' },
  runbooks: [
    {
      file: 'docs/failure.md',
      title: 'Node failure',
      sha256: '0'.repeat(64),
      outcome: 'fail',
      reason: 'Step `wait-promotion` (line 27): Did not hold',
      startedAt: '2026-01-05T10:00:00.004Z',
      durationMs: 66_300,
      steps: [failed, errored],
    },
  ],
};

const [runbookReport] = report.runbooks;
if (runbookReport === undefined) throw new Error('the report has a runbook');

const events: readonly RunEvent[] = [
  { kind: 'run-started', runbooks: 1, steps: 5 },
  { kind: 'runbook-started', plan },
  {
    kind: 'step-finished',
    report: stepReport({ id: 'up', title: 'Setup', phase: 'fixture-setup', durationMs: 312 }),
  },
  { kind: 'step-started', step, file: 'docs/failure.md' },
  { kind: 'attempt-finished', step, attempt: 1, reason: 'Unexpected exit code `7`, expected `0`' },
  { kind: 'step-finished', report: failed },
  { kind: 'step-finished', report: errored },
  {
    kind: 'step-finished',
    report: stepReport({
      id: 'skipped',
      outcome: 'skip',
      reason: 'Step `wait-promotion` did not pass',
      attempts: [],
    }),
  },
  {
    kind: 'step-finished',
    report: stepReport({
      id: 'skipped-too',
      outcome: 'skip',
      reason: 'Step `wait-promotion` did not pass',
      attempts: [],
    }),
  },
  {
    kind: 'step-finished',
    report: stepReport({
      id: 'down',
      title: 'Teardown',
      phase: 'teardown',
      attempts: failed.attempts,
    }),
  },
  { kind: 'runbook-finished', report: runbookReport },
  { kind: 'run-finished', report },
];

async function* stream(of: readonly RunEvent[]): AsyncIterable<RunEvent> {
  yield* of;
}

async function print(
  of: readonly RunEvent[],
  options: { readonly color?: boolean; readonly live?: boolean; readonly columns?: number } = {},
): Promise<string> {
  let text = '';
  const all = { color: false, live: false, columns: 80, ...options };
  for await (const piece of pretty(stream(of), all)) text += piece;
  return text;
}

describe('the pretty reporter', () => {
  test('prints a line a step, what is needed below those that did not pass, and a summary', async () => {
    expect(await print(events)).toMatchInlineSnapshot(`
      "Node failure  docs/failure.md  with Three nodes
        ✓ fixture setup: Setup › up  312 ms
        ✗ 2. Wait for the	promotion › wait-promotion  1 min 05 s  3 attempts
          docs/failure.md:31
          $ cluster spaces |
              head -n 5
          Did not hold within \`5s\` (3 attempts). Last: Unexpected line \`c\`, expected \`b\`
            … 6 more lines
              same 6
              same 7
              same 8
            - b
            + line 0
            + line 1
            + line 2
            + line 3
            + line 4
            + line 5
            + line 6
            … 21 more lines
            + line 28
            + line 29
            + bell\\x07 and \\x1b[31mred
              last
            7 more lines
          docs/failure.md:27
          Unexpected exit code \`1\`, expected \`0\`
          stderr:
            warning 0
            warning 1
            warning 2
            warning 3
            warning 4
            warning 5
            warning 6
            warning 7
            warning 8
            warning 9
            … 21 more lines
            warning 31
            warning 32
            warning 33
            warning 34
            warning 35
            warning 36
            warning 37
            warning 38
            warning 39
          attempts:
            0 ms to 10 ms, once: Unexpected exit code \`7\`, expected \`0\`
            210 ms to 5.0 s, 2 times: Unexpected line \`c\`, expected \`b\`
        ! 2. Wait for the	promotion › step-3  1.2 s
          docs/failure.md:27
          $ date
          The shell could not be started: \`bash\` is missing
          stdout:
            half a l
        - 2. Wait for the	promotion › skipped … 2. Wait for the	promotion › skipped-too  skipped 2 steps: Step \`wait-promotion\` did not pass
        ✓ teardown: Teardown › down  1.2 s  3 attempts

      ✗ 1 failed, 1 could not be judged, 1 skipped, 2 passed  1 runbook, 5 steps, 7 assertions, 1 min 06 s
        os Linux 6.1 x64, node 24.0.0, fixture.ISOLATION namespace
      "
    `);
  });

  test('prints no escape sequence without colour, whatever the outputs hold', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(await print(events)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });

  test('colours what matters', async () => {
    const text = await print(events, { color: true });
    expect(text).toContain('\u001b[31m✗\u001b[39m');
    expect(text).toContain('\u001b[32m✓\u001b[39m');
  });

  test('shows the running step on a terminal and takes it away again', async () => {
    const running = events.slice(3, 6);
    const text = await print(running, { live: true, columns: 40 });
    const lines = text.split('\r\u001b[2K');
    expect(lines.slice(0, 2)).toEqual([
      '  … 2. Wait for the promotion › wait-p…',
      '  … 2. Wait for the promotion › wait-p…',
    ]);
    expect(lines[2]).toBe(await print(running));
  });

  test('says why a runbook could not be judged where no step says it', async () => {
    const text = await print([
      {
        kind: 'runbook-finished',
        report: { ...runbookReport, outcome: 'error', reason: 'Nothing was executed', steps: [] },
      },
    ]);
    expect(text).toBe('  ! Nothing was executed\n');
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
    };
    const nothing = {
      ...report,
      outcome: 'error',
      totals,
      environment: {},
      durationMs: 3,
    } as const;
    expect(await print([{ kind: 'run-finished', report: nothing }])).toBe(
      '\n! nothing ran  0 runbooks, 0 steps, 0 assertions, 3 ms\n',
    );
  });
});

describe('the JSON reporter', () => {
  test('prints the report as one document and nothing else', async () => {
    let text = '';
    for await (const piece of json(stream(events))) text += piece;
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual(report);
  });

  test('prints what the schema of the report accepts', () => {
    expect(runReportSchema.parse(report)).toEqual(report);
    expect(runReportSchema.safeParse({ ...report, schema: 2 }).success).toBe(false);
    expect(runReportSchema.safeParse({ ...report, outcome: 'green' }).success).toBe(false);
  });
});
