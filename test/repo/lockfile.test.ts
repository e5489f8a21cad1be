// `npm install` forgives a lockfile that `npm ci`, and so every fresh clone, refuses. This says so before anybody clones.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, '../..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

test('the lockfile names no host', () => {
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved)).toEqual([]);
});

test('the lockfile holds the packages of every platform, not only of the one it was written on', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path} wants ${name}`),
  );
  expect(missing).toEqual([]);
});

test('every dependency is pinned to an exact version', () => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, string>> | undefined>
  >;
  const versions = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.values(own[kind] ?? {}),
  );
  expect(versions.length).toBeGreaterThan(20);
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

/** As Node resolves: in the package's own folder, or in one above it. */
function isLocked(path: string, name: string): boolean {
  const nested = path === '' ? [] : path.split('/node_modules/');
  return [0, ...nested.map((_, index) => index + 1)].some((depth) => {
    const folders = [...nested.slice(0, depth), name];
    const key = folders.join('/node_modules/');
    return packages[depth === 0 ? `node_modules/${key}` : key];
  });
}
