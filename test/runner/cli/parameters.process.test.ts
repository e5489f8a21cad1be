import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli } from './run-cli.ts';

const step = (name: string, code = `echo ${name}`): string =>
  `\`\`\`bash name=${name}\n${code}\n\`\`\`\n\n\`\`\`text expect\n...\n\`\`\`\n\n`;
const tagged = (tags: string, body = step('look')): string => page(body, `  tags: [${tags}]\n`);
const config = { 'runbook.config.mjs': noTemplate };

describe('parameters', () => {
  const needs = page(
    `${step('say', 'printf "%s\\n" "$NODE"').replace('...', '<$NODE>')}`,
    '  parameters:\n    NODE:\n      description: The node to drain.\n      example: node-1\n      label: instance\n',
  );
  const files = { 'a.md': needs, 'b.md': tagged('x'), ...config };
  const alert = (...labels: readonly object[]): string =>
    JSON.stringify({
      version: '4',
      alerts: labels.map((each) => ({ status: 'firing', labels: each })),
    });

  test.each([
    [['--param', 'NODE=$(touch gone); "x" -y=z'], {}],
    [['--alert', 'alert.json'], { 'alert.json': '{"instance": "node-2"}' }],
    [['--alert', 'alert.json'], { 'alert.json': '{"labels": {"instance": "node-2"}}' }],
    [
      ['--alert', 'alert.json'],
      { 'alert.json': alert({ instance: 'a', x: '1' }, { instance: 'a' }) },
    ],
    [
      ['--alert', 'alert.json'],
      {
        'alert.json': JSON.stringify({
          alerts: [
            { status: 'resolved', labels: { instance: 'gone' } },
            { status: 'firing', labels: { instance: 'here' } },
          ],
        }),
      },
    ],
  ])('are given by %j with %j', async (args, more) => {
    const folder = await scratchFolder({ ...files, ...more });
    const { exitCode, stdout, stderr } = await runCli(folder, ['run', '.', ...args]);
    expect(stderr).toBe('');
    expect(exitCode, stdout).toBe(0);
    expect(readIfThere(join(folder, 'gone'))).toBeUndefined();
  });

  test.each([
    [
      [],
      'Unexpected absence of a value for `NODE`, expected one: `a.md` needs it\nhint: `--param NODE=node-1`, or `--alert FILE` with the label `instance` gives it; `NODE`: The node to drain.',
    ],
    [
      ['--param', 'NODE=1', '--param', 'NOED=2'],
      'Unexpected `--param NOED=…`, expected a parameter of one of the pages\nhint: there is `NODE`',
    ],
    [
      ['--param', 'NODE'],
      "option '--param <name=value>' argument 'NODE' is invalid. Expected `NAME=VALUE`.\nhint: `runbook run --help` shows what it understands",
    ],
    [
      ['--param', 'NODE=1', '--param', 'NODE=2'],
      "option '--param <name=value>' argument 'NODE=2' is invalid. Expected one value for `NODE`, got two.\nhint: `runbook run --help` shows what it understands",
    ],
    [
      ['--alert', 'none.json'],
      'Unexpected path `none.json` of `--alert`, expected a JSON file (ENOENT)',
    ],
    [
      ['--alert', 'two.json'],
      'Unexpected absence of a value for `NODE`, expected one: `a.md` needs it\nhint: `--param NODE=node-1`, or `--alert FILE` with the label `instance` gives it; `NODE`: The node to drain.',
    ],
    [
      ['--alert', 'number.json'],
      'Unexpected content of `number.json`, expected a string as the value of label `instance`\nhint: `--alert` reads what Alertmanager sends to a webhook, or an object of labels',
    ],
    [
      ['--alert', 'quiet.json'],
      'Unexpected content of `quiet.json`, expected at least one alert that fires\nhint: `--alert` reads what Alertmanager sends to a webhook, or an object of labels',
    ],
  ])('%j is refused before anything runs', async (args, message) => {
    const folder = await scratchFolder({
      ...files,
      'two.json': alert({ instance: 'a' }, { instance: 'b' }),
      'number.json': '{"instance": 3}',
      'quiet.json': '{"alerts": []}',
    });
    expect(await runCli(folder, ['run', '.', ...args])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
  });

  test('of pages that do not run are nobody’s business', async () => {
    const folder = await scratchFolder(files);
    expect((await runCli(folder, ['run', '.', '--tag', 'x'])).exitCode).toBe(0);
  });
});
