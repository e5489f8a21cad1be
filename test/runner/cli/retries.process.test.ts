// Flaky runbooks, bail, and options whose values do not fit.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, readIfThere, runCli } from './run-cli.ts';

const step = (name: string, code = `echo ${name}`): string =>
  `\`\`\`bash name=${name}\n${code}\n\`\`\`\n\n\`\`\`text expect\n...\n\`\`\`\n\n`;
const tagged = (tags: string, body = step('look')): string => page(body, `  tags: [${tags}]\n`);
const config = { 'runbook.config.mjs': noTemplate };

describe('retries and bail', () => {
  const flaky = `echo run >> runs; [ $(wc -l < runs) -ge 2 ]`;

  test('what passes only in a retry is shown as flaky, and fails who asks for it', async () => {
    const folder = await scratchFolder({ 'a.md': tagged('x', step('look', flaky)), ...config });
    const args = ['run', 'a.md', '--retry', '2'];
    const { exitCode, stdout } = await runCli(folder, args);
    expect(stdout).toMatch(/flaky/);
    expect(stdout).toMatch(/Step `look` \(a\.md:11\): Unexpected exit code `1`, expected `0`/);
    expect(exitCode).toBe(0);
    const again = await scratchFolder({ 'a.md': tagged('x', step('look', flaky)), ...config });
    const strict = await runCli(again, [...args, '--fail-on-flaky']);
    expect(strict.stderr).toBe(
      'Unexpected a flaky runbook, expected each to pass at once (`--fail-on-flaky`)\n',
    );
    expect(strict.exitCode).toBe(1);
    const report = JSON.parse(await readFile(join(again, '.runbook/last-run.json'), 'utf8'));
    expect(report).toMatchObject({
      totals: { flaky: 1 },
      runbooks: [{ flaky: [{ outcome: 'fail' }] }],
    });
  });

  test('--bail leaves out the others with the reason', async () => {
    const folder = await scratchFolder({
      'a.md': tagged('x', step('look', 'false')),
      'b.md': tagged('x', step('look', 'touch ran')),
      ...config,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', '.', '--bail']);
    expect(stdout).toContain('`a.md` did not pass, and the run stops there (`--bail`)');
    expect(exitCode).toBe(1);
    expect(readIfThere(join(folder, 'ran'))).toBeUndefined();
  });

  test.each([
    ['--jobs', '0', 'Expected a whole number from 1.'],
    ['--jobs', '1.5', 'Expected a whole number from 1.'],
    ['--retry', '-1', 'Expected a whole number from 0.'],
  ])('%s %s is refused', async (option, value, message) => {
    const { exitCode, stderr } = await runCli('/', ['run', 'x', `${option}=${value}`]);
    expect(stderr).toBe(
      `error: option '${option} <n>' argument '${value}' is invalid. ${message}\nhint: \`runbook run --help\` shows what it understands\n`,
    );
    expect(exitCode).toBe(2);
  });

  test.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3'])('--shard %s is refused', async (value) => {
    const { exitCode, stderr } = await runCli('/', ['run', 'x', '--shard', value]);
    expect(stderr).toBe(
      `error: option '--shard <i/n>' argument '${value}' is invalid. Expected a part and the number of parts, such as \`1/3\`.\nhint: \`runbook run --help\` shows what it understands\n`,
    );
    expect(exitCode).toBe(2);
  });
});
