import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const launcher = resolve(import.meta.dirname, '../../../ops/bin/engram');
const run = promisify(execFile);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkout-'));
  await mkdir(join(root, 'ops/bin'), { recursive: true });
  await cp(launcher, join(root, 'ops/bin/engram'));
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
  await write('cluster/main.ts', "process.stdout.write('source');");
  await write('cluster/node/part.ts', '');
  await write('cluster/node/other.ts', '');
  await write('package-lock.json', '{}');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Newer than all that stands there. */
async function bundle(): Promise<void> {
  const path = 'node_modules/.cache/engram/engram.cjs';
  await write(path, "process.stdout.write('bundle');");
  const soon = new Date(Date.now() + 5);
  await utimes(join(root, path), soon, soon);
}

/** Later than the bundle by more than a file system's clock can blur. */
async function touch(path: string): Promise<void> {
  const later = new Date(Date.now() + 5_000);
  await utimes(join(root, path), later, later);
}

async function started(): Promise<string> {
  const { stdout } = await run(join(root, 'ops/bin/engram'), []);
  return stdout;
}

test('a node starts from its sources where nothing was bundled', async () => {
  expect(await started()).toBe('source');
});

test('a node starts from the bundle that is newer than all of its sources', async () => {
  await bundle();
  expect(await started()).toBe('bundle');
});

test('the launcher finds both through a link to it', async () => {
  await bundle();
  await symlink(join(root, 'ops/bin/engram'), join(root, 'engram'));
  const { stdout } = await run(join(root, 'engram'), []);
  expect(stdout).toBe('bundle');
});

test.each(['cluster/main.ts', 'cluster/node/part.ts', 'package-lock.json'])(
  'a node starts from its sources once %s has changed since',
  async (path) => {
    await bundle();
    await touch(path);
    expect(await started()).toBe('source');
  },
);

test('a node starts from its sources once a file of it has gone or has another name', async () => {
  await bundle();
  await rename(join(root, 'cluster/node/part.ts'), join(root, 'cluster/node/third.ts'));
  // As the rename itself would, in a folder that is not a few milliseconds old.
  await touch('cluster/node');
  expect(await started()).toBe('source');
});
