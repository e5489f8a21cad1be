// `npm run reference`: writes the page about the runner's command line, from its own grammar.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '..');
const page = resolve(root, 'content/reference/runbook-cli.md');

const { stdout } = await execa({ cwd: root, stripFinalNewline: false })('node', [
  'runner/cli/main.ts',
  'reference',
]);
await mkdir(dirname(page), { recursive: true });
await writeFile(page, stdout);
