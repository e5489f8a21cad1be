import { expect, test } from 'vitest';
import { wordsOfPath } from '../../../src/browser/open-search.ts';

test.each([
  ['/operations/runbooks/engram-node-down/', 'engram node down'],
  ['/operations/runbooks/EngramNodeDown', 'EngramNodeDown'],
  ['/old/disk_full.html', 'disk full'],
  ['/a%20b', 'a b'],
  ['/broken%E0%A4%A', 'broken%E0%A4%A'],
  ['/', ''],
])('the words of %s are “%s”', (path, words) => {
  expect(wordsOfPath(path)).toBe(words);
});
