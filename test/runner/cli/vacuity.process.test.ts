// `runbook vacuity`, started as a user starts it.
import { describe, expect, test } from 'vitest';
import { vacuityDocumentSchema } from '../../../runner/index.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, runCli } from './run-cli.ts';

const config = { 'runbook.config.ts': noTemplate };

const steps = (...blocks: readonly string[]): string => `## Steps\n\n${blocks.join('\n\n')}\n`;
const keys = '```bash name=keys\necho "keys: 4"\n```\n\n```text expect\nkeys: 4\n```';
const vague = '```bash name=vague\necho "id 7"\n```\n\n```text expect\n...\n```';
const broken = '```bash name=broken\nfalse\n```\n\n```text expect\n```';

describe('runbook vacuity', () => {
  test('ends with 0 where every assertion can fail', async () => {
    const folder = await scratchFolder({ 'a.md': page(steps(keys)), ...config });
    const { exitCode, stdout, stderr } = await runCli(folder, ['vacuity', 'a.md']);
    expect(stderr).toBe('');
    expect(stdout.replace(/[\d.]+ m?s$/m, 'TIME')).toBe(
      '✓ Rotate the keys  a.md  2 assertions can fail\n\n✓ 2 can fail  1 runbook, 1 step, 2 assertions, TIME\n',
    );
    expect(exitCode).toBe(0);
  });

  test('names what cannot fail with its place, why, and how to say more, and ends with 1', async () => {
    const folder = await scratchFolder({ 'a.md': page(steps(keys, vague)), ...config });
    const { exitCode, stdout } = await runCli(folder, ['vacuity', 'a.md']);
    expect(stdout.replace(/[\d.]+ m?s$/m, 'TIME')).toBe(
      `✗ Rotate the keys  a.md  1 vacuous, 3 assertions can fail

a.md:25:1 vacuous Unexpected assertion that cannot fail: \`...\` alone matches any output, and none  vague
  24 │ \`\`\`text expect
> 25 │ ...
     │ ^^^
  26 │ \`\`\`
  hint: write a line that only the right output has; \`...\` stands for those around it

✗ 1 vacuous, 3 can fail  1 runbook, 2 steps, 4 assertions, TIME
`,
    );
    expect(exitCode).toBe(1);
  });

  test('says what it could not examine, and ends with 3', async () => {
    const folder = await scratchFolder({ 'a.md': page(steps(keys, broken, vague)), ...config });
    const { exitCode, stdout } = await runCli(folder, ['vacuity', 'a.md']);
    expect(stdout).toContain('! Rotate the keys  a.md  4 not examined, 2 assertions can fail\n');
    expect(stdout).toContain(
      '\nnot examined  a.md:20 broken  2 assertions: Unexpected exit code `1`, expected `0`\n' +
        'not examined  a.md:27 vague  2 assertions: Step `broken` did not pass\n',
    );
    expect(stdout).toMatch(/\nnext: `runbook run a\.md` shows what did not pass\n$/);
    expect(exitCode).toBe(3);
  });

  test('an assertion that several runs share is counted once, and a page in parallel is in order', async () => {
    const fixture =
      '---\ntitle: Host\nfixture: {}\n---\n\n## Setup\n\n```bash name=up\necho up\n```\n\n```text expect\n...\n```\n\n## Teardown\n\n```bash name=down\ntrue\n```\n';
    const body = `${steps(keys)}\n### Branch\n\n\`\`\`bash name=other branch=late\necho other\n\`\`\`\n\n\`\`\`text expect\nother\n\`\`\`\n`;
    const folder = await scratchFolder({
      'a.md': page(body, '  fixture: host\n'),
      'b.md': page(steps(vague), '  fixture: host\n'),
      '_fixtures/host.md': fixture,
      ...config,
    });
    const { exitCode, stdout, stderr } = await runCli(folder, [
      'vacuity',
      'a.md',
      'b.md',
      '--jobs',
      '3',
      '--json',
    ]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    const document = vacuityDocumentSchema.parse(JSON.parse(stdout));
    expect(document.outcome).toBe('fail');
    expect(document.totals).toEqual({
      runbooks: 3,
      steps: 5,
      assertions: 9,
      canFail: 7,
      vacuous: 2,
      notExamined: 0,
    });
    expect(
      document.assertions
        .filter(({ result }) => result === 'vacuous')
        .map(({ file, step }) => `${file} ${step}`),
    ).toEqual(['_fixtures/host.md up', 'b.md vague']);
  });

  test('what a page leaves out is no assertion, and no runbook at all is no proof', async () => {
    const skipped = '```bash name=out skip="no such host here"\ntrue\n```';
    const folder = await scratchFolder({
      'a.md': page(steps(keys, skipped)),
      'docs/b.md': '---\ntitle: Notes\n---\n\nNothing runs.\n',
      ...config,
    });
    const { exitCode, stdout } = await runCli(folder, ['vacuity', 'a.md']);
    expect(stdout).toContain('✓ 2 can fail  1 runbook, 1 step, 2 assertions');
    expect(exitCode).toBe(0);
    const nothing = await runCli(folder, ['vacuity', 'docs']);
    expect(nothing.stderr).toContain('Unexpected absence of runbooks');
    expect(nothing.exitCode).toBe(3);
  });

  test('secrets stay masked', async () => {
    const secret = 'hunter2-hunter2';
    const login = `\`\`\`bash name=login\necho "token $TOKEN_VALUE"; echo '{}' >/dev/null\n\`\`\`\n\n\`\`\`text expect\ntoken <TOKEN secret>\n\`\`\``;
    const use =
      '```bash name=use\nprintf \'{"%s": 1}\' "$TOKEN"\n```\n\n```jq expect\nlength == 1\n```\n\n```json expect\n{}\n```';
    const wrong = '```bash name=wrong\necho "$TOKEN"\n```\n\n```text expect\nnothing\n```';
    const folder = await scratchFolder({ 'a.md': page(steps(login, use, wrong)), ...config });
    for (const args of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await runCli(folder, ['vacuity', 'a.md', ...args], {
        TOKEN_VALUE: secret,
      });
      expect(exitCode).toBe(3);
      expect(stdout).toContain('[secret TOKEN]');
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('a page with an error runs nothing', async () => {
    const folder = await scratchFolder({
      'a.md': page('```bash timout=3s\ndate\n```\n'),
      ...config,
    });
    const { exitCode, stderr } = await runCli(folder, ['vacuity', 'a.md']);
    expect(stderr).toContain('parse/unknown-attribute');
    expect(exitCode).toBe(2);
  });
});
