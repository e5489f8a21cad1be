import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleProgram } from '../../scripts/bundle/program.ts';

const run = promisify(execFile);

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkout-'));
  folder = join(root, 'node_modules/.cache/engram');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function bundle(text: string): Promise<void> {
  await writeFile(join(root, 'part.ts'), text);
  await bundleProgram(root, { name: 'tool', entry: "import './part.ts';" });
}

async function printed(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, words);
  return stdout.trim();
}

const codeFiles = async () => (await readdir(folder)).filter((name) => name.endsWith('.code'));

test('a bundled program gets its arguments, and knows files of the checkout', async () => {
  await bundle(`
    console.log(process.argv.slice(2).join(' '), new URL('main.ts', import.meta.url).pathname);`);
  const shown = await printed(join(folder, 'tool.cjs'), 'one', '--two');
  expect(shown).toBe(`one --two ${join(root, 'ops/main.ts')}`);
});

test('what it imports late is there, from the bundle and from Node', async () => {
  await writeFile(join(root, 'late.ts'), 'export const word: string = "late";');
  await bundle(`
    void import('./late.ts').then(async ({ word }) => {
      const { basename } = await import('node:path');
      console.log(word, basename('/a/b'));
    });`);
  expect(await printed(join(folder, 'tool.cjs'))).toBe('late b');
});

test('its code is one that V8 takes', async () => {
  await bundle('console.log(1);');
  const [file = ''] = await codeFiles();
  const isTaken = `
    const all = require('node:fs').readFileSync(process.argv[1]);
    const end = 4 + all.readUInt32LE(0);
    const { Script, constants } = require('node:vm');
    const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const cachedData = all.subarray(4, end);
    const script = new Script(all.toString('latin1', end), { cachedData, importModuleDynamically });
    console.log(script.cachedDataRejected);`;
  expect(await printed('-e', isTaken, join(folder, file))).toBe('false');
});

test('a V8 with other flags, which does not take the code, runs the program all the same', async () => {
  await bundle('console.log("runs ä");');
  expect(await printed('--no-opt', join(folder, 'tool.cjs'))).toBe('runs ä');
});

test('who is just starting an earlier bundle finds its code; that of long ago goes', async () => {
  await bundle('console.log(1);');
  const [first = ''] = await codeFiles();
  await bundle('console.log(2);');
  expect(await codeFiles()).toHaveLength(2);
  const longAgo = new Date(Date.now() - 7_200_000);
  await utimes(join(folder, first), longAgo, longAgo);
  await bundle('console.log(3);');
  const left = await codeFiles();
  expect(left).toHaveLength(2);
  expect(left).not.toContain(first);
  expect(await printed(join(folder, 'tool.cjs'))).toBe('3');
});
