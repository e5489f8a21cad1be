import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseReport, readLastReport } from '../../../src/data/last-report.ts';
import { scratchFolder } from '../../support/scratch.ts';

const report = {
  schema: 1,
  outcome: 'error',
  startedAt: '2026-11-24T02:00:00Z',
  durationMs: 0,
  totals: {
    runbooks: 0,
    steps: 0,
    assertions: 0,
    passed: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 0,
  },
  skipReasons: [],
  environment: {},
  runbooks: [],
};
const empty = JSON.stringify(report);

test('a project that never ran has no report', async () => {
  expect(readLastReport(await scratchFolder(), undefined)).toBeUndefined();
});

test('the report of the last run is read from its usual place', async () => {
  const root = await scratchFolder({ '.runbook/report.json': empty });
  expect(readLastReport(root, undefined)).toEqual(report);
});

test('a report that was asked for by name must exist', async () => {
  const root = await scratchFolder();
  expect(() => readLastReport(root, 'other.json')).toThrow(
    `no such file or directory, open '${join(root, 'other.json')}'`,
  );
});

test('a report by name may stand outside the project', async () => {
  const elsewhere = await scratchFolder({ 'report.json': empty });
  expect(readLastReport(await scratchFolder(), join(elsewhere, 'report.json'))).toEqual(report);
});

test('a report of another schema is an error that names the file', () => {
  expect(() =>
    parseReport('.runbook/report.json', JSON.stringify({ ...report, schema: 2 })),
  ).toThrow(
    'Unexpected shape of `.runbook/report.json`, expected a run report of schema 1: ✖ Invalid input: expected 1\n  → at schema',
  );
});

test('a file that was half written is an error that names the file', () => {
  expect(() => parseReport('.runbook/report.json', empty.slice(0, 9))).toThrow(
    'Unexpected content in `.runbook/report.json`, expected the JSON report of a run: SyntaxError',
  );
});
