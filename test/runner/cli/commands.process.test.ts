import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, runCli } from './run-cli.ts';

const good = page('## Steps\n\n```bash\necho 42\n```\n\n```text expect\n<integer above 41>\n```\n');
const broken = page(
  '## Steps\n\n```bash timout=3s\ntouch ran\n```\n\n```text expect\n<integr>\n```\n',
);
const reference = '# Notes\n\n```bash\ntouch ran\n```\n';
const config = { 'runbook.config.ts': noTemplate };

describe('the config', () => {
  const asks = page('```bash\nhello; echo "$GREETING"\n```\n\n```text expect\nfrom bin\nhi\n```\n');

  test('puts folders in front of PATH, relative to itself, and adds variables', async () => {
    const folder = await scratchFolder({
      'docs/a.md': asks,
      'set-up/tools/hello': '#!/bin/sh\necho from bin\n',
      'set-up/other.config.ts':
        "export const config = { path: ['tools'], env: { GREETING: 'hi' }, template: [] };\n",
    });
    const { chmod } = await import('node:fs/promises');
    await chmod(join(folder, 'set-up/tools/hello'), 0o755);
    const args = ['run', 'docs', '--config', 'set-up/other.config.ts'];
    expect((await runCli(folder, args)).exitCode).toBe(0);
  });

  test('that is named and missing is a usage error', async () => {
    const folder = await scratchFolder({ 'a.md': good });
    const { exitCode, stderr } = await runCli(folder, ['check', '.', '--config', 'none.ts']);
    expect(stderr).toBe('error: Unexpected path `none.ts` of `--config`, expected a config file\n');
    expect(exitCode).toBe(2);
  });

  test('that is absent leaves the six sections of the template, on which --strict insists', async () => {
    const folder = await scratchFolder({ 'a.md': good });
    const { exitCode, stdout } = await runCli(folder, ['check', '.']);
    expect(stdout).toMatch(/5 warnings in 1 file\n$/);
    expect(exitCode).toBe(0);
    expect(await runCli(folder, ['check', '.', '--strict'])).toEqual({
      exitCode: 2,
      stdout,
      stderr: '',
    });
    const run = await runCli(folder, ['run', '.']);
    expect(run.stderr).toBe('5 warnings in 1 file; `runbook check` shows them\n\n');
    expect(run.exitCode).toBe(0);
  });
});

describe('runbook check', () => {
  test('knows the alerts of the rule files that the config names', async () => {
    const folder = await scratchFolder({
      'a.md': page(
        '```bash\necho 42\n```\n\n```text expect\n42\n```\n',
        '  alerts: [Leaked, Leakd]\n',
      ),
      'rules/keys.yml': 'groups: [{ name: keys, rules: [{ alert: Leaked, expr: up == 0 }] }]\n',
      'runbook.config.ts': "export const config = { template: [], alerts: ['rules/*.yml'] };\n",
    });
    const { exitCode, stdout } = await runCli(folder, ['check', 'a.md']);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^a\.md:8:20 error Unexpected alert `Leakd`, expected one that a rule /);
    expect(stdout).toMatch(/\n1 error in 1 file\n$/);
  });

  test('leads to the page of a diagnostic where the config says which site has them', async () => {
    const folder = await scratchFolder({
      'a.md': page('## Steps\n\n```bash timout=3s\ndate\n```\n'),
      'runbook.config.ts':
        "export const config = { template: [], docs: 'https://docs.example/' };\n",
    });
    const { stdout } = await runCli(folder, ['check', 'a.md']);
    expect(stdout).toMatch(
      /\n {2}docs: https:\/\/docs\.example\/reference\/errors\/parse\/unknown-attribute\/\n/,
    );
  });

  test('prints frames and ends with 2, and with 0 when there are only warnings', async () => {
    const folder = await scratchFolder({
      'a.md': page('```bash\necho 42\n```\n'),
      'b.md': broken,
      ...config,
    });
    const only = await runCli(folder, ['check', 'a.md']);
    expect(only).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `a.md:10:1 warning Unexpected step \`step-1\` without an \`expect\` block, expected a sample of its output  check/only-exit-code
   9 │
> 10 │ \`\`\`bash
     │ ^^^^^^^
  11 │ echo 42
  hint: show the output in a \`text expect\` or \`json expect\` block directly below

1 warning in 1 file
`,
    });
    expect((await runCli(folder, ['check', '.'])).exitCode).toBe(2);
  });

  test('with --json prints one document', async () => {
    const folder = await scratchFolder({ 'b.md': broken, ...config });
    const { exitCode, stdout } = await runCli(folder, ['check', '.', '--json']);
    const shape = z.strictObject({
      schema: z.literal(1),
      files: z.literal(1),
      errors: z.literal(2),
      warnings: z.literal(0),
      diagnostics: z.array(
        z.strictObject({
          code: z.string().regex(/^\w+\/[a-z-]+$/),
          severity: z.enum(['error', 'warning']),
          message: z.string(),
          file: z.literal('b.md'),
          span: z.strictObject({
            line: z.int(),
            column: z.int(),
            endLine: z.int(),
            endColumn: z.int(),
          }),
          hint: z.string().optional(),
        }),
      ),
    });
    expect(shape.parse(JSON.parse(stdout)).diagnostics).toHaveLength(2);
    expect(exitCode).toBe(2);
  });

  test('leaves out folders that begin with `_` or `.`, and takes each file once', async () => {
    const folder = await scratchFolder({
      'a.md': good,
      'b/c.md': good,
      '_drafts/d.md': broken,
      '.cache/e.md': broken,
      'node_modules/x/f.md': broken,
      ...config,
    });
    const { stdout } = await runCli(folder, ['check', '.', 'a.md', './b/c.md']);
    expect(stdout).toBe('no diagnostics in 2 files\n');
    expect((await runCli(folder, ['check', '_drafts'])).exitCode).toBe(2);
  });
});

describe('runbook list', () => {
  test('tells runbooks, fixtures and reference pages apart', async () => {
    const folder = await scratchFolder({
      'docs/a.md': page('```bash\necho 42\n```\n', '  alerts: [KeyLeaked]\n'),
      'docs/notes.md': reference,
      ...config,
    });
    expect(await runCli(folder, ['list', 'docs'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout:
        'runbook    docs/a.md      Rotate the keys  1 step, low risk, 5m, KeyLeaked\nreference  docs/notes.md  Notes\n1 runbook with 1 step in 2 pages\n',
    });
    const { stdout } = await runCli(folder, ['list', 'docs', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      pages: [
        {
          file: 'docs/a.md',
          title: 'Rotate the keys',
          kind: 'runbook',
          steps: 1,
          risk: 'low',
          duration: '5m',
          alerts: ['KeyLeaked'],
          tags: [],
          parameters: [],
          branches: [],
          errors: 0,
        },
        { file: 'docs/notes.md', title: 'Notes', kind: 'reference', steps: 0, errors: 0 },
      ],
    });
  });
});
