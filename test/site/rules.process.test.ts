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
const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
const ruleFiles = files.filter((file) => !file.endsWith('.test.yml'));
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

  test.each(ruleFiles)('passes the unit tests of %s', async (file) => {
    const { exitCode, all } = await promtool('promtool', [
      'test',
      'rules',
      file.replace(/\.yml$/, '.test.yml'),
    ]);
    expect(exitCode, all).toBe(0);
  });

  test('fails the unit tests when the delay of EngramNodeDown is doubled', async () => {
    const { exitCode, all } = await testMutant((text) => text.replace('for: 1m', 'for: 2m'));
    expect(exitCode, all).toBe(1);
  });

  test('fails the unit tests when EngramNodeDown looks at every job', async () => {
    const { exitCode, all } = await testMutant((text) => text.replace('up{job="engram"}', 'up'));
    expect(exitCode, all).toBe(1);
  });
});

async function testMutant(mutate: (text: string) => string) {
  const rules = await readFile(join(folder, 'distributed-alerts.yml'), 'utf8');
  const mutant = mutate(rules);
  expect(mutant).not.toBe(rules);
  const scratch = await scratchFolder({
    'distributed-alerts.yml': mutant,
    'distributed-alerts.test.yml': await readFile(
      join(folder, 'distributed-alerts.test.yml'),
      'utf8',
    ),
  });
  return execa({ cwd: scratch, reject: false, all: true })('promtool', [
    'test',
    'rules',
    'distributed-alerts.test.yml',
  ]);
}

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
      expect(['critical', 'warning']).toContain(severity);
      expect(summary).toMatch(/\w/);
      expect(description).toMatch(/\w/);
    },
  );

  test('every alert has a runbook, and every runbook names alerts that exist', () => {
    expect(named.sort()).toEqual(rules.map(({ name }) => name).sort());
  });
});
