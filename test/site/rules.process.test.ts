// The shipped rule files: accepted by Prometheus' own tool, tested with it, and each rule linked to its runbook.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { alertSlug, runbookUrlPath } from '../../runner/index.ts';
import { readAlertRules } from '../../src/data/alert-rules.ts';
import { scratchFolder } from '../support/scratch.ts';
import { project, publishedRunbooks } from './support/project.ts';

const folder = join(project, 'deployments/prometheus');
const files = readdirSync(folder);
const ruleFiles = files.filter((file) => file.endsWith('-alerts.yml'));
const testFiles = files.filter((file) => file.endsWith('.test.yml'));
const promtool = execa({ cwd: folder, reject: false, all: true });

beforeAll(async () => {
  const version = await execa({ reject: false })('promtool', ['--version']);
  if (version.failed)
    throw new Error('`promtool` is missing: install the Debian package prometheus');
});

describe('promtool', () => {
  test.each(ruleFiles)('accepts %s', async (file) => {
    const { exitCode, all } = await promtool('promtool', [
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      file,
    ]);
    expect(exitCode, all).toBe(0);
  });

  test.each(testFiles)('passes %s', async (file) => {
    const { exitCode, all } = await promtool('promtool', ['test', 'rules', file]);
    expect(exitCode, all).toBe(0);
  });

  // Each is a mistake that was made somewhere; a unit test that holds all the same would say nothing.
  test.each([
    ['waits twice as long for a node', 'distributed-alerts', 'for: 1m', 'for: 2m'],
    ['takes any job for nodes', 'distributed-alerts', 'up{job="engram"} == 0', 'up == 0'],
    ['takes half for a majority', 'distributed-alerts', '> 0)) <= 0', '> 0)) < 0'],
    [
      'hears every node of a split',
      'distributed-alerts',
      'max(engram_cluster_part',
      '(engram_cluster_part',
    ],
    [
      'takes a crash for a split',
      'distributed-alerts',
      '  and\n          sum(up',
      '  or\n          sum(up',
    ],
    [
      'believes a minority',
      'distributed-alerts',
      'min(engram_cluster_spaces',
      'max(engram_cluster_spaces',
    ],
    ['wants ten seconds of lag', 'distributed-alerts', '[5m]))) > 1', '[5m]))) > 10'],
    [
      'pages for what is over',
      'slo-alerts',
      'and\n          slo:sli_error:ratio_5m{slo="av',
      'or\n          slo:sli_error:ratio_5m{slo="av',
    ],
    ['burns at a hundred', 'slo-alerts', '(14.4 * 0.001)', '(100 * 0.001)'],
    ['gives stores 100 ms', 'slo-alerts', '"store|delete"} > 0.05', '"store|delete"} > 0.1'],
    [
      'divides errors label by label',
      'slo-alerts',
      'sum(rate(engram_operation_errors_total',
      '(rate(engram_operation_errors_total',
    ],
    ['waits an hour for consolidation', 'slo-alerts', 'age:seconds) > 450', 'age:seconds) > 3600'],
    ['lets two nights pass', 'backup-alerts', '26 * 3600', '50 * 3600'],
    ['takes no snapshot for one of 1970', 'backup-alerts', '[26h]) > 0)', '[26h]))'],
    ['believes the oldest snapshot', 'backup-alerts', 'max(max_over', 'min(max_over'],
    ['forgets nodes that are gone', 'backup-alerts', '[26h]', '[1m]'],
    [
      'wants snapshots of a cluster that is gone',
      'backup-alerts',
      ' and\n          max(engram_cluster_spaces_per_node{job="engram"}) > 0',
      '',
    ],
    ['gives the first snapshot no day', 'backup-alerts', ' offset 26h', ''],
  ])('fails the unit tests of a rule that %s', async (_, name, before, after) => {
    const rules = await readFile(join(folder, `${name}.yml`), 'utf8');
    const mutant = rules.replaceAll(before, after);
    expect(mutant).not.toBe(rules);
    const tests = `${name}.test.yml`;
    const scratch = await scratchFolder({
      [`${name}.yml`]: mutant,
      [tests]: await readFile(join(folder, tests), 'utf8'),
    });
    const run = execa({ cwd: scratch, reject: false, all: true });
    const { exitCode, all } = await run('promtool', ['test', 'rules', tests]);
    expect(exitCode, all).toBe(1);
    expect(all).toContain('FAILED');
  });
});

describe('alerts and runbooks', () => {
  const rules = readAlertRules(project);
  const named = publishedRunbooks().flatMap(({ runbook }) => runbook.runbook?.alerts ?? []);

  test('there is at least one alert', () => {
    expect(rules.length).toBeGreaterThan(0);
  });

  test.each(rules)('$name links to the address that its name gives', ({ name, runbookUrl }) => {
    expect(`${runbookUrl}/`).toBe(`https://docs.engram.example${runbookUrlPath(alertSlug(name))}`);
  });

  test.each(rules)(
    '$name has a severity, a summary and a description',
    ({ severity, summary, description }) => {
      expect(['critical', 'warning', 'info']).toContain(severity);
      expect(summary).toMatch(/\w/);
      expect(description).toMatch(/\w/);
    },
  );

  test('every alert has a runbook, and every runbook names alerts that exist', () => {
    expect(named.sort()).toEqual(rules.map(({ name }) => name).sort());
  });
});
