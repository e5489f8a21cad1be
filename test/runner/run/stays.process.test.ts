import { expect, test } from 'vitest';
import { exitCode, literalText } from '../../support/plan-literals.ts';
import { runSketch } from '../../support/run-plan.ts';

const count = 'n=$((n + 1))';
const stays = { forMs: 200, everyMs: 20 };

test('a step that stays true passes after its time, with all attempts in its report', async () => {
  const report = await runSketch({
    steps: [{ code: 'echo up', stays, expectations: [exitCode(0), literalText('up')] }],
  });
  const [step] = report.steps;
  expect(step?.outcome).toBe('pass');
  expect(step?.durationMs).toBeGreaterThanOrEqual(200);
  expect(step?.attempts.length).toBeGreaterThan(3);
  expect(step?.attempts.every(({ outcome }) => outcome === 'pass')).toBe(true);
});

test('the attempt that breaks it is what is reported', async () => {
  const report = await runSketch({
    steps: [
      {
        code: `${count}; [ $n -lt 3 ] && echo up || echo down`,
        stays,
        expectations: [exitCode(0), literalText('up')],
      },
    ],
  });
  const [step] = report.steps;
  expect(step?.attempts.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'fail']);
  expect(step?.reason).toMatch(
    /^Did not stay true for `200ms`: held for `\d+ms` \(3 attempts\)\. Last: Unexpected line `down`, expected `up`$/,
  );
  expect(step?.stdout).toBe('down\n');
});

test('with `within` it may come up late and break once', async () => {
  const report = await runSketch({
    steps: [
      {
        code: `${count}; [ $n -ne 1 ] && [ $n -ne 4 ]`,
        eventually: { withinMs: 60_000, everyMs: 5 },
        stays,
      },
    ],
  });
  const [step] = report.steps;
  expect(step?.outcome).toBe('pass');
  expect(step?.attempts.slice(0, 5).map(({ outcome }) => outcome)).toEqual([
    'fail',
    'pass',
    'pass',
    'fail',
    'pass',
  ]);
});

test('the end of the time of the page ends it', async () => {
  const report = await runSketch({
    timeoutMs: 150,
    steps: [{ code: 'true', stays: { forMs: 60_000, everyMs: 10 } }],
  });
  expect(report.steps[0]?.reason).toMatch(
    /^Did not stay true for `1m`: held for `\d+ms` \(\d+ attempts\)\. Last: Unexpected duration over `150ms`, expected the page's steps to end within its `timeout`$/,
  );
});
