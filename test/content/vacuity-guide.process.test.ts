// The example of the guide is found vacuous in the words below it, by the program itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noTemplate, runCli } from '../runner/cli/run-cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const frontMatter = [
  '---',
  'title: Example',
  'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: Nothing to undo. }',
  '---',
  '',
].join('\n');

/** Lines of the guide's example are counted without the front matter that it needs to run. */
function withoutFrontMatter(report: string): string {
  const before = frontMatter.split('\n').length - 1;
  return report
    .split('\n')
    .map((line) =>
      line
        .replace(
          /^(page\.md:)(\d+)/,
          (_, file: string, at: string) => `${file}${Number(at) - before}`,
        )
        .replace(
          /^([> ] +)(\d+)(?= │)/,
          (_, margin: string, at: string) => `${margin}${Number(at) - before}`,
        ),
    )
    .join('\n');
}

/** Gutters are as wide as their largest number. */
const narrow = (text: string): string => text.replaceAll(/^([> ]) +(\d*) *│/gm, '$1 $2 │');

/** The end of the front matter. */
const lineZero = /^ {2}0 │.*\n/m;

test('the example of the guide to vacuity is vacuous in the words below it', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../content/guides/vacuity.md'), 'utf8');
  const [, source = '', below = ''] =
    /^````md vacuous\n([\s\S]*?)^````\n\n```text\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  const folder = await scratchFolder({
    'page.md': frontMatter + source,
    'runbook.config.ts': noTemplate,
  });
  const { exitCode, stdout } = await runCli(folder, ['vacuity', 'page.md']);
  expect(exitCode).toBe(1);
  const found = withoutFrontMatter(stdout).split('\n\n').slice(1, -1).join('\n\n');
  const shown = narrow(found)
    .replace(lineZero, '')
    .replace(/each of \d+ other/, 'each of … other');
  expect(shown).toBe(narrow(below).trimEnd());
});
