// Whether a load became worse while it went on.
import { expect, test } from 'vitest';
import { brokenLimits, Windows, windowsText } from '../../../ops/load/windows.ts';

function filled(): Windows {
  const windows = new Windows(1_000);
  for (let at = 0; at < 2_000; at += 10) {
    const isLate = at >= 1_000;
    windows.due(at);
    windows.due(at);
    windows.add(at, 'read', 'ok', isLate ? 80 : 5);
    windows.add(at, 'write', isLate && at % 100 === 0 ? 'fail' : 'ok', 20);
  }
  windows.addLag(-5, 9);
  windows.addLag(500, 0.5);
  windows.addLag(700, 0.25);
  return windows;
}

test('operations belong to the window in which they were due', () => {
  const [first, second, ...others] = filled().figures();
  expect(others).toEqual([]);
  expect(first).toMatchObject({ from: 0, operations: 200, ok: 200, errors: 0, lag_seconds: 0.5 });
  expect(first?.reads_p99_ms).toBeCloseTo(5, 0);
  expect(second).toMatchObject({ from: 1, operations: 200, ok: 190, errors: 0.05 });
  expect(second?.reads_p99_ms).toBeCloseTo(80, 0);
  expect(second?.writes_p99_ms).toBeCloseTo(20, 0);
});

test('what is due at the begin of a window belongs to it, whatever the clock showed when the load began', () => {
  const windows = new Windows(500);
  const begin = 1_234.567891;
  const late = begin + 1_000 - (begin + 500);
  expect(late).toBeLessThan(500);
  windows.due(late);
  windows.due(500);
  expect(windows.figures()).toMatchObject([{ from: 0.5, operations: 2 }]);
});

test('an operation that was never answered is an error of the window in which it was due', () => {
  const windows = new Windows(1_000);
  windows.due(0);
  windows.due(10);
  windows.add(0, 'read', 'ok', 1);
  expect(windows.figures()).toMatchObject([{ operations: 2, ok: 1, errors: 0.5 }]);
});

test('a limit is for each window, and the sentence says which one did not keep it', () => {
  const figures = filled().figures();
  expect(brokenLimits(figures, {})).toEqual([]);
  expect(brokenLimits(figures, { readsP99Ms: 50, errors: 0.1 })).toEqual([
    expect.stringMatching(
      /^Unexpected p99 of reads of [78]\d(\.\d+)? ms from second 1 on, expected at most 50 ms$/,
    ),
  ]);
  expect(brokenLimits(figures, { errors: 0.01 })).toEqual([
    'Unexpected share of errors of 0.05 from second 1 on, expected at most 0.01',
  ]);
});

test('a figure that is missing keeps no limit', () => {
  expect(brokenLimits(filled().figures(), { lagSeconds: 2 })).toEqual([
    'Unexpected replication lag of nothing from second 1 on, expected at most 2 s',
  ]);
});

test('one window needs no table, two have a row each', () => {
  const windows = new Windows(1_000);
  windows.due(0);
  windows.add(0, 'read', 'ok', 1);
  expect(windowsText(windows.figures())).toBe('');
  expect(windowsText(filled().figures()).trimEnd().split('\n')).toHaveLength(3);
});
