import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openPlace } from '../../../cluster/cli/backup/place.ts';
import { StartError } from '../../../cluster/errors.ts';
import {
  lockedBucket,
  type ObjectStorage,
  startObjectStorage,
} from '../../support/object-storage.ts';

const mebibyte = 1024 * 1024;
const bucket = 'backups';
const open = (name = bucket, prefix = 'a/b') => openPlace({ scheme: 's3', bucket: name, prefix });

let storage: ObjectStorage;
beforeAll(async () => {
  storage = await startObjectStorage(bucket);
});
afterAll(() => storage.stop());
beforeEach(() => {
  setEnvironment(storage.env);
  return () => vi.unstubAllEnvs();
});

function setEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

/** So many MiB, each filled with its number; then it fails, if `problem` says so. */
async function* content(mebibytes: number, problem?: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < mebibytes; number += 1) yield Buffer.alloc(mebibyte, number);
  if (problem !== undefined) throw new Error(problem);
}

async function readAll(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const block of blocks) all.push(block);
  return Buffer.concat(all);
}

test('files of any size come back as they were written, and only those under the prefix are listed', async () => {
  const place = await open();
  expect(await place.list()).toEqual([]);
  for (const [path, size] of Object.entries({ empty: 0, 'x/one': 1, 'x/parts': 40 })) {
    await place.write(path, content(size));
    const expected = await readAll(content(size));
    expect((await readAll(place.read(path))).equals(expected), path).toBe(true);
  }
  await (await open(bucket, 'a/bc')).write('other', content(0));
  expect(await place.list()).toEqual(['empty', 'x/one', 'x/parts']);
  expect(await (await open(bucket, '')).list()).toContain('a/bc/other');
  await place.remove('x/one');
  await place.remove('x/one');
  expect(await place.list()).toEqual(['empty', 'x/parts']);
});

test.each([0, 1, 40])(
  'content that fails after %d MiB leaves no part of it, and what had the name before is untouched',
  async (mebibytes) => {
    const place = await open(bucket, `failing-${mebibytes}`);
    await place.write('new', content(0));
    await place.write('kept', content(1));
    for (const path of ['kept', 'never']) {
      await expect(place.write(path, content(mebibytes, 'the disk broke'))).rejects.toThrow(
        'the disk broke',
      );
    }
    expect(await place.list()).toEqual(['kept', 'new']);
    expect((await readAll(place.read('kept'))).equals(await readAll(content(1)))).toBe(true);
    expect(storage.unfinishedParts()).toEqual([]);
  },
);

test('more files than a storage lists at once are all listed', async () => {
  const place = await open(bucket, 'many');
  const paths = Array.from({ length: 1_001 }, (_, index) => `f${String(index).padStart(4, '0')}`);
  for (let from = 0; from < paths.length; from += 50) {
    const some = paths.slice(from, from + 50);
    await Promise.all(some.map((path) => place.write(path, content(0))));
  }
  expect(await place.list()).toEqual(paths);
});

test('a missing file is told apart from a place that cannot be used', async () => {
  const place = await open();
  const missing = await readAll(place.read('nowhere')).catch((thrown: unknown) => thrown);
  expect(missing).not.toBeInstanceOf(StartError);
  expect(missing).toMatchObject({ message: '`nowhere` is missing' });
});

test.each<[string, string, Record<string, string>, string, string]>([
  ['a missing bucket', 'nobody-made-it', {}, 'There is no bucket `nobody-made-it`', 'mend the URL'],
  ['a locked bucket', lockedBucket, {}, 'denies access to `s3://locked/a/b`', 's3:PutObject'],
  ['an unknown key', bucket, { AWS_ACCESS_KEY_ID: 'X' }, 'refuses the credentials', 'AWS_PROFILE'],
  ['no key', bucket, { AWS_ACCESS_KEY_ID: '' }, 'There are no credentials', 'AWS_ACCESS_KEY_ID'],
  ['no region', bucket, { AWS_REGION: '' }, 'There is no region', 'set AWS_REGION'],
  [
    'nobody at the address',
    bucket,
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    'does not answer',
    'repeating is safe',
  ],
  ['no address', bucket, { AWS_ENDPOINT_URL: 'storage' }, 'is no URL', 'set AWS_ENDPOINT_URL'],
])('%s is one sentence with a way out', async (_what, name, env, message, hint) => {
  setEnvironment(env);
  const place = await open(name);
  for (const size of [1, 20]) {
    await expect(place.write('file', content(size))).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  }
});
