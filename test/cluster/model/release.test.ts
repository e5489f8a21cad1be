import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  findRelease,
  firstWith,
  newestRelease,
  releases,
  whyIncompatible,
} from '../../../cluster/model/release.ts';

describe('the releases', () => {
  test('stand from the oldest to the newest, and none loses what an older one had', () => {
    for (const [index, release] of releases.entries()) {
      const before = releases[index - 1];
      if (before === undefined) continue;
      expect(compareVersions(before.version, release.version)).toBeLessThan(0);
      expect(release.wire).toBeGreaterThanOrEqual(before.wire);
      expect(release.features).toEqual(expect.arrayContaining([...before.features]));
    }
    expect(newestRelease.version).toBe('0.2.0');
  });

  test('a feature belongs to the first release that has it', () => {
    expect(firstWith('suppress').version).toBe('0.2.0');
  });

  test('a version that is none of them is not found', () => {
    expect(findRelease('9.9.9')).toBeNull();
  });
});

describe('versions', () => {
  test.each([
    ['0.1.0', '0.2.0', -1],
    ['0.10.0', '0.9.0', 1],
    ['1.0.0', '0.9.9', 1],
    ['0.2.0', '0.2.0', 0],
  ])('%s compared with %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });

  test('neighbours interoperate, in both directions', () => {
    expect(whyIncompatible('0.1.0', '0.2.0')).toBeNull();
    expect(whyIncompatible('0.2.0', '0.1.0')).toBeNull();
    expect(whyIncompatible('0.1.0', '0.1.0')).toBeNull();
  });

  test('an unknown version is named, with those that are known', () => {
    expect(whyIncompatible('0.1.0', '0.7.0')).toBe(
      'Unexpected version `0.7.0`, expected one of `0.1.0`, `0.2.0`.',
    );
  });
});
