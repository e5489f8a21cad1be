// One report that holds everything a report can hold, for every reporter.
import type { RunEvent } from '../../../runner/model/event.ts';
import type { Plan } from '../../../runner/model/plan.ts';
import type { RunbookReport, RunReport, StepReport } from '../../../runner/model/report.ts';
import type { Step } from '../../../runner/model/runbook.ts';
import type { Reporter, ReportOptions } from '../../../runner/report/reporter.ts';

export const span = { line: 31, column: 1, endLine: 33, endColumn: 4 };

export const step: Step = {
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

export const plan: Plan = {
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

export function stepReport(fields: Partial<StepReport>): StepReport {
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

export const setUp = stepReport({
  id: 'up',
  title: 'Setup',
  phase: 'fixture-setup',
  file: 'docs/_fixtures/three.md',
  line: 9,
  durationMs: 312,
});

export const failed = stepReport({
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
        { kind: 'same', text: 'a' },
        { kind: 'missing', text: 'b' },
        { kind: 'unexpected', text: 'c with a bell\u0007 & <tag> ]]> 100%' },
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
  stdout: 'a\nc with a bell\\x07 & <tag> ]]> 100%\n',
  stderr: '::error::not an order\n[[ATTACHMENT|/etc/passwd]]\n',
});

export const errored = stepReport({
  outcome: 'error',
  id: 'step-3',
  line: 40,
  reason: 'The shell could not be started: `bash` is missing',
  code: 'date',
  stdout: 'half a l',
  attempts: [{ atMs: 0, durationMs: 3, outcome: 'error' }],
});

export const skipped = stepReport({
  id: 'skipped',
  line: 50,
  outcome: 'skip',
  reason: 'Step `wait-promotion` did not pass',
  durationMs: 0,
  assertions: 0,
  attempts: [],
});

export const tornDown = stepReport({
  id: 'down',
  title: 'Take it down',
  phase: 'teardown',
  line: 70,
  attempts: [
    { atMs: 0, durationMs: 10, outcome: 'fail', reason: 'Unexpected exit code `7`, expected `0`' },
    { atMs: 510, durationMs: 24, outcome: 'pass' },
  ],
});

export const mainPath: RunbookReport = {
  file: 'docs/failure.md',
  title: 'Node failure',
  sha256: '0'.repeat(64),
  outcome: 'fail',
  reason: 'Step `wait-promotion` (docs/failure.md:27): Did not hold',
  startedAt: '2026-01-05T10:00:00.004Z',
  durationMs: 66_300,
  steps: [setUp, failed, errored, skipped, { ...skipped, id: 'skipped-too', line: 60 }, tornDown],
};

export const branch: RunbookReport = {
  ...mainPath,
  branch: 'no-spare-node',
  outcome: 'pass',
  durationMs: 1546,
  steps: [setUp, stepReport({ id: 'no-spare', title: 'No spare node', line: 80 })],
  flaky: [{ outcome: 'fail', reason: 'Step `no-spare` (docs/failure.md:80): Unexpected line `x`' }],
};

/** Every step was skipped, so no step says that nothing was proved. */
export const nothing: RunbookReport = {
  ...mainPath,
  file: 'docs/empty.md',
  title: 'Empty | page',
  outcome: 'error',
  reason: 'Nothing was executed, expected at least one step',
  durationMs: 3,
  steps: [{ ...skipped, file: 'docs/empty.md', line: 12, reason: 'needs a second data centre' }],
};

export const report: RunReport = {
  schema: 1,
  outcome: 'fail',
  startedAt: '2026-01-05T10:00:00.004Z',
  durationMs: 67_849,
  totals: {
    runbooks: 3,
    steps: 9,
    assertions: 14,
    passed: 4,
    failed: 1,
    errored: 1,
    skipped: 3,
    flaky: 1,
  },
  skipReasons: [
    { reason: 'Step `wait-promotion` did not pass', steps: 2 },
    { reason: 'needs a second data centre', steps: 1 },
  ],
  shard: { index: 1, of: 2 },
  environment: { os: 'Linux 6.1 x64', node: '24.0.0', 'fixture.ISOLATION': 'namespace' },
  runbooks: [mainPath, branch, nothing],
};

function eventsOf(runbook: RunbookReport, planned: Plan): readonly RunEvent[] {
  return [
    { kind: 'runbook-started', plan: planned },
    ...runbook.steps.map((finished) => ({ kind: 'step-finished', report: finished }) as const),
    { kind: 'runbook-finished', report: runbook },
  ];
}

const { fixture: _, ...bare } = plan;

/** The same run as it happens. */
export const events: readonly RunEvent[] = [
  { kind: 'run-started', runbooks: 3, steps: 9 },
  ...eventsOf(mainPath, plan),
  { kind: 'runbook-started', plan: { ...plan, branch: 'no-spare-node' } },
  { kind: 'runbook-retried', report: { ...branch, steps: [] }, retry: 1 },
  ...eventsOf(branch, { ...plan, branch: 'no-spare-node' }),
  ...eventsOf(nothing, {
    ...bare,
    runbook: { ...plan.runbook, file: 'docs/empty.md', title: 'Empty | page' },
    target: { name: 'staging', prefix: [], env: {} },
  }),
  { kind: 'run-finished', report },
];

/** A run of one page with these steps. */
export function finished(...steps: readonly StepReport[]): readonly RunEvent[] {
  const runbook = { ...mainPath, steps };
  return [
    { kind: 'run-started', runbooks: 1, steps: steps.length },
    ...eventsOf(runbook, plan),
    { kind: 'run-finished', report: { ...report, runbooks: [runbook] } },
  ];
}

async function* stream(of: readonly RunEvent[]): AsyncIterable<RunEvent> {
  yield* of;
}

/** All that a reporter says. */
export async function print(
  reporter: Reporter,
  of: readonly RunEvent[] = events,
  options: Partial<ReportOptions> = {},
): Promise<string> {
  const all = { color: false, live: false, columns: 80, token: 'TOKEN', folder: '', ...options };
  let text = '';
  for await (const piece of reporter(stream(of), all)) text += piece;
  return text;
}

/** A step that failed with all of this in every place where output can stand. */
export function failedWith(text: string): StepReport {
  return stepReport({
    outcome: 'fail',
    title: text,
    reason: `Unexpected line \`${text}\`, expected \`b\``,
    code: text,
    mismatches: [
      {
        expectation: 'text',
        span,
        message: `Unexpected line \`${text}\`, expected \`b\``,
        diff: [{ kind: 'unexpected', text }],
      },
    ],
    attempts: [
      { atMs: 0, durationMs: 10, outcome: 'fail', reason: text },
      { atMs: 20, durationMs: 10, outcome: 'fail', reason: 'other' },
    ],
    stdout: text,
    stderr: text,
  });
}
