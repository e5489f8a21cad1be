// A report is there whole or not at all, and takes the place of nothing that is no file.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileWhole } from '../../../runner/cli/write-report.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { node, noTemplate, page, readIfThere, startCli } from './run-cli.ts';

test('a file is replaced, and no draft is left', async () => {
  const folder = await scratchFolder({ 'r.xml': 'old' });
  writeFileWhole(join(folder, 'r.xml'), 'new');
  expect(readIfThere(join(folder, 'r.xml'))).toBe('new');
  expect(readdirSync(folder)).toEqual(['r.xml']);
});

test('a link stays a link, and what it leads to is written', async () => {
  const folder = await scratchFolder({ 'reports/latest.xml': 'old' });
  symlinkSync('reports/latest.xml', join(folder, 'r.xml'));
  writeFileWhole(join(folder, 'r.xml'), 'new');
  expect(lstatSync(join(folder, 'r.xml')).isSymbolicLink()).toBe(true);
  expect(readIfThere(join(folder, 'reports/latest.xml'))).toBe('new');
});

test('a named pipe gets the report, and stays one', async () => {
  const folder = await scratchFolder({
    'a.md': page('## Steps\n\n```bash\necho 42\n```\n\n```text expect\n42\n```\n'),
    'runbook.config.ts': noTemplate,
  });
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const running = startCli(folder, ['run', 'a.md', '--reporter', 'tap:pipe']);
  const script = 'process.stdout.write(require("node:fs").readFileSync(process.argv[1]))';
  const read = execFileSync(node, ['-e', script, pipe], { encoding: 'utf8' });
  expect((await running).exitCode).toBe(0);
  expect(read).toMatch(/^TAP version 14\n/);
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});
