import { describe, expect, test } from 'vitest';
import type { Outcome, RunbookReport, RunReport, StepReport } from '../../../runner/index.ts';
import { pageVerdict, shortVerdict, stepVerdicts } from '../../../src/data/verdict.ts';

const file = 'content/operations/care/restart.md';
const page = { file, sha256: 'now' };

function step(id: string, outcome: Outcome, facts: Partial<StepReport> = {}): StepReport {
  const base = {
    id,
    title: id,
    phase: 'steps' as const,
    file,
    line: 1,
    assertions: 1,
    mismatches: [],
  };
  return { ...base, outcome, durationMs: 5, attempts: attempts(1), ...facts };
}

function attempts(count: number): StepReport['attempts'] {
  return Array.from({ length: count }, () => ({ atMs: 0, durationMs: 5, outcome: 'pass' }));
}

function report(facts: Partial<RunbookReport> = {}): RunReport {
  const run = {
    file,
    title: 'Restart',
    sha256: 'now',
    outcome: 'pass' as const,
    startedAt: '2026-11-24T02:00:00Z',
    durationMs: 900,
    steps: [],
  };
  const { outcome, startedAt, durationMs } = run;
  const totals = {
    runbooks: 1,
    steps: 1,
    assertions: 1,
    passed: 1,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 0,
  };
  const runbooks = [{ ...run, ...facts }];
  return {
    schema: 1,
    outcome,
    startedAt,
    durationMs,
    totals,
    skipReasons: [],
    environment: {},
    runbooks,
  };
}

describe('the verdict of a page', () => {
  test('is never-run without a report', () => {
    expect(pageVerdict(undefined, page)).toEqual({ kind: 'never-run' });
  });

  test('is never-run when the report names other pages only', () => {
    expect(pageVerdict(report({ file: 'content/operations/care/other.md' }), page)).toEqual({
      kind: 'never-run',
    });
  });

  test('is that of the report when the page is the text that ran', () => {
    const steps = [step('a', 'pass'), step('b', 'fail'), step('c', 'skip')];
    expect(pageVerdict(report({ outcome: 'fail', reason: 'step `b`', steps }), page)).toEqual({
      kind: 'ran',
      word: 'failed',
      reason: 'step `b`',
      startedAt: '2026-11-24T02:00:00Z',
      durationMs: 900,
      steps: { total: 3, passed: 1, skipped: 1 },
    });
  });

  test('is changed when one byte of the page differs from what ran', () => {
    expect(pageVerdict(report({ sha256: 'then' }), page)).toMatchObject({
      kind: 'changed',
      word: 'passed',
    });
  });

  test('is found however the caller of the run wrote the path', () => {
    expect(pageVerdict(report({ file: `./${file}` }), page)).toMatchObject({ kind: 'ran' });
  });

  test.each([
    ['pass', 'passed'],
    ['fail', 'failed'],
    ['error', 'could not judge'],
    ['skip', 'skipped'],
  ] as const)('calls the outcome %s “%s”', (outcome, word) => {
    expect(shortVerdict(pageVerdict(report({ outcome }), page))).toBe(word);
  });
});

describe('the verdicts of steps', () => {
  test('are those of the page itself, not of a fixture whose step has the same id', () => {
    const fixture = step('step-1', 'error', {
      phase: 'fixture-setup',
      file: 'content/_fixtures/one.md',
    });
    const verdicts = stepVerdicts(
      report({ steps: [fixture, step('step-1', 'pass'), fixture] }),
      page,
    );
    expect([...verdicts]).toEqual([['step-1', { word: 'passed', durationMs: 5, attempts: 1 }]]);
  });

  test('do not exist for a page that changed since', () => {
    expect(stepVerdicts(report({ sha256: 'then', steps: [step('a', 'pass')] }), page).size).toBe(0);
  });

  test('count the attempts of a repeated step', () => {
    const verdicts = stepVerdicts(
      report({ steps: [step('a', 'pass', { attempts: attempts(3) })] }),
      page,
    );
    expect(verdicts.get('a')?.attempts).toBe(3);
  });
});

describe('a page with branches', () => {
  const runs = (...facts: readonly Partial<RunbookReport>[]): RunReport => ({
    ...report(),
    runbooks: facts.flatMap((fact) => report(fact).runbooks),
  });
  const main = { steps: [step('a', 'pass'), step('b', 'pass')] };

  test('has the verdict of the worst of its runs, and its reason', () => {
    const branch = {
      branch: 'lost',
      outcome: 'fail',
      reason: 'step `c`',
      steps: [step('a', 'pass'), step('c', 'fail')],
    } as const;
    expect(pageVerdict(runs(main, branch), page)).toEqual({
      kind: 'ran',
      word: 'failed',
      reason: 'step `c`',
      startedAt: '2026-11-24T02:00:00Z',
      durationMs: 1800,
      steps: { total: 4, passed: 3, skipped: 0 },
    });
  });

  test('has changed when one of its runs was of another text', () => {
    const report = runs(main, { branch: 'lost', sha256: 'then', steps: [step('c', 'pass')] });
    expect(pageVerdict(report, page).kind).toBe('changed');
    expect(stepVerdicts(report, page).size).toBe(0);
  });

  test('shows of a step that ran more than once the worst', () => {
    const branch = {
      branch: 'lost',
      steps: [step('a', 'fail', { reason: 'R' }), step('c', 'pass')],
    };
    const verdicts = stepVerdicts(runs(main, branch), page);
    expect([...verdicts].map(([id, { word, reason }]) => [id, word, reason])).toEqual([
      ['a', 'failed', 'R'],
      ['b', 'passed', undefined],
      ['c', 'passed', undefined],
    ]);
  });
});
