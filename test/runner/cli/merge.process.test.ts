// The reports of shards as one: what fits together, what does not, and the verdict of the whole.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runReportSchema } from '../../../runner/index.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, runCli } from './run-cli.ts';

const good = page('```bash name=look\necho 42\n```\n\n```text expect\n42\n```\n');
const wrong = page('```bash name=look\necho 41\n```\n\n```text expect\n42\n```\n');

/** A folder with `of` parts of a run of three pages, the last of which does not pass. */
async function shards(of: number, pages = { 'a.md': good, 'b.md': good, 'c.md': wrong }) {
  const folder = await scratchFolder({ ...pages, 'runbook.config.mjs': noTemplate });
  for (let index = 1; index <= of; index++) {
    const args = ['run', '.', '--shard', `${index}/${of}`, '--report', `part-${index}.json`];
    await runCli(folder, args);
  }
  return folder;
}

async function change(
  folder: string,
  file: string,
  edit: (report: Record<string, unknown>) => void,
): Promise<void> {
  const path = join(folder, file);
  const report = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  edit(report);
  await writeFile(path, JSON.stringify(report));
}

describe('merge', () => {
  test('gives the report, the text and the exit code of the whole run', async () => {
    const folder = await shards(2);
    const whole = await runCli(folder, ['run', '.', '--json']);
    const merged = await runCli(folder, ['merge', 'part-2.json', 'part-1.json', '--json']);
    expect(merged.exitCode).toBe(1);
    const timeless = (text: string): unknown => {
      const { environment, ...report } = runReportSchema.parse(JSON.parse(text));
      return JSON.parse(
        JSON.stringify({ ...report, environment }).replaceAll(
          /"(startedAt|durationMs|atMs|measuredMs|neededMs)":("[^"]*"|[\d.e-]+)/g,
          '"$1":0',
        ),
      );
    };
    expect(timeless(merged.stdout)).toEqual(timeless(whole.stdout));
    const text = (out: string): string => out.replaceAll(/\d+(\.\d+)? m?s\b/g, 'TIME');
    const pretty = await runCli(folder, ['merge', 'part-1.json', 'part-2.json']);
    expect(text(pretty.stdout)).toBe(text((await runCli(folder, ['run', '.'])).stdout));
  });

  test('gives any other report too, also into files', async () => {
    const folder = await shards(2);
    const args = [
      'merge',
      'part-1.json',
      'part-2.json',
      '--reporter',
      'tap',
      '--report',
      'all.json',
    ];
    const { stdout } = await runCli(folder, args);
    expect(stdout.split('\n')[0]).toBe('TAP version 14');
    expect(
      runReportSchema.parse(JSON.parse(await readFile(join(folder, 'all.json'), 'utf8'))),
    ).toMatchObject({
      outcome: 'fail',
      totals: { runbooks: 3, passed: 2, failed: 1 },
    });
  });

  test('is green only if every part is', async () => {
    const folder = await shards(3, { 'a.md': good, 'b.md': good, 'c.md': good });
    const { exitCode } = await runCli(folder, [
      'merge',
      'part-1.json',
      'part-2.json',
      'part-3.json',
    ]);
    expect(exitCode).toBe(0);
  });

  test('says which parts are missing, in the report too when that is accepted', async () => {
    const folder = await shards(3);
    expect(await runCli(folder, ['merge', 'part-2.json'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Unexpected absence of parts 1, 3 of 3, expected a report of each\nhint: `--partial` merges what is there, and the report says what is not\n',
    });
    const partial = await runCli(folder, ['merge', 'part-2.json', '--partial']);
    expect(partial.stdout).toContain('missing parts 1, 3 of 3');
    expect(partial.exitCode).toBe(0);
  });

  test.each([
    [
      ['part-1.json', 'part-1.json'],
      'Unexpected second report of part 1 in `part-1.json`, expected one: `part-1.json` is it',
    ],
    [['none.json'], 'Unexpected path `none.json`, expected a JSON report (ENOENT)'],
    [
      ['.runbook/whole.json'],
      'Unexpected report `.runbook/whole.json` of a whole run, expected a part of one\nhint: parts come from `runbook run --shard i/n --report FILE`',
    ],
    [
      ['part-1.json', 'other-target.json'],
      'Unexpected target `moon` in `other-target.json`, expected target `local` as in `part-1.json`\nhint: all parts come from one command, on the same pages',
    ],
    [
      ['part-1.json', 'other-commit.json'],
      'Unexpected commit `cafe` in `other-commit.json`, expected commit `unknown` as in `part-1.json`\nhint: all parts come from one command, on the same pages',
    ],
    [
      ['part-1.json', 'other-size.json'],
      'Unexpected 9 parts in `other-size.json`, expected 2 parts as in `part-1.json`\nhint: all parts come from one command, on the same pages',
    ],
    [
      ['part-1.json', 'other-pages.json'],
      'Unexpected second run of `a.md` in `other-pages.json`, expected it in `part-1.json` only\nhint: all parts come from one command, on the same pages',
    ],
  ])('%j is refused', async (files, message) => {
    const folder = await shards(2);
    await runCli(folder, ['run', 'a.md', '--report', '.runbook/whole.json']);
    const part = await readFile(join(folder, 'part-2.json'), 'utf8');
    const copies: Readonly<Record<string, (report: Record<string, unknown>) => void>> = {
      'other-target.json': (report) => {
        report['target'] = 'moon';
      },
      'other-commit.json': (report) => {
        report['environment'] = { commit: 'cafe' };
      },
      'other-size.json': (report) => {
        report['shard'] = { index: 2, of: 9 };
      },
      'other-pages.json': (report) => {
        for (const runbook of report['runbooks'] as { file: string }[]) runbook.file = 'a.md';
      },
    };
    for (const [name, edit] of Object.entries(copies)) {
      await writeFile(join(folder, name), part);
      await change(folder, name, edit);
    }
    expect(await runCli(folder, ['merge', ...files])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: ${message}\n`,
    });
  });

  test('what is no report is refused with the place where it is none', async () => {
    const folder = await shards(2);
    await change(folder, 'part-2.json', (report) => {
      report['outcome'] = 'green';
    });
    const { exitCode, stderr } = await runCli(folder, ['merge', 'part-1.json', 'part-2.json']);
    expect(stderr).toMatch(
      /^error: Unexpected content of `part-2\.json`, expected a report of `runbook run` at `outcome`: /,
    );
    expect(exitCode).toBe(2);
  });
});
