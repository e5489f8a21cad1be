import pc from 'picocolors';
import { expect, test } from 'vitest';
import { formatSummary } from '../../../runner/report/summary.ts';
import { mainPath, report } from './sample-report.ts';

const paint = pc.createColors(false);

function summaryOf(...seconds: readonly number[]): string {
  const runbooks = seconds.map((length, index) => ({
    ...mainPath,
    file: `page-${index}.md`,
    durationMs: length * 1_000,
  }));
  return formatSummary({ ...report, runbooks }, paint);
}

test('of several runbooks the three that took the longest are named, the longest first', () => {
  const lines = summaryOf(10, 40, 20, 65, 30)
    .split('\n')
    .filter((line) => line.startsWith('  longest'));
  expect(lines.map((line) => /page-\d/.exec(line)?.[0])).toEqual(['page-3', 'page-1', 'page-4']);
  expect(lines[0]).toContain('1 min 05 s');
});

test('of few runbooks none is: everybody sees them', () => {
  expect(summaryOf(10, 40, 20, 65)).not.toContain('longest');
});
