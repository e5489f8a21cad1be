import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const bin = resolve(import.meta.dirname, '../../../ops/bin');
const run = promisify(execFile);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkout-'));
  await cp(bin, join(root, 'ops/bin'), { recursive: true });
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
  for (const main of ['cluster/main.ts', 'ops/main.ts'])
    await write(main, "process.stdout.write('source');");
  await write('cluster/node/part.ts', '');
  await write('cluster/node/other.ts', '');
  await write('package.json', '{"type": "module"}');
  await write('package-lock.json', '{}');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Newer than all that stands there. */
async function bundle(program: string): Promise<void> {
  const path = `node_modules/.cache/engram/${program}.cjs`;
  await write(path, "process.stdout.write('bundle');");
  const soon = new Date(Date.now() + 5);
  await utimes(join(root, path), soon, soon);
}

/** Later than the bundle by more than a file system's clock can blur. */
async function touch(path: string): Promise<void> {
  const later = new Date(Date.now() + 5_000);
  await utimes(join(root, path), later, later);
}

async function started(program: string): Promise<string> {
  const { stdout } = await run(join(root, 'ops/bin', program), []);
  return stdout;
}

describe.each(['engram', 'engram-ops'])('%s', (program) => {
  test('starts from its sources where nothing was bundled', async () => {
    expect(await started(program)).toBe('source');
  });

  test('starts from the bundle that is newer than all of its sources', async () => {
    await bundle(program);
    expect(await started(program)).toBe('bundle');
  });

  test('finds both through a link to it', async () => {
    await bundle(program);
    await symlink(join(root, 'ops/bin', program), join(root, program));
    const { stdout } = await run(join(root, program), []);
    expect(stdout).toBe('bundle');
  });

  test.each(['cluster/main.ts', 'cluster/node/part.ts', 'package-lock.json'])(
    'starts from its sources once %s has changed since',
    async (path) => {
      await bundle(program);
      await touch(path);
      expect(await started(program)).toBe('source');
    },
  );

  test('starts from its sources once a file of it has gone or has another name', async () => {
    await bundle(program);
    await rename(join(root, 'cluster/node/part.ts'), join(root, 'cluster/node/third.ts'));
    // As the rename itself would, in a folder that is not a few milliseconds old.
    await touch('cluster/node');
    expect(await started(program)).toBe('source');
  });
});

test.each(['ops/main.ts', 'package.json'])(
  'engram-ops starts from its sources once %s has changed since',
  async (path) => {
    await bundle('engram-ops');
    await touch(path);
    expect(await started('engram-ops')).toBe('source');
  },
);
