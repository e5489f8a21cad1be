import { describe, expect, test } from 'vitest';
import { alertSlug, runbookUrlPath } from '../../../runner/parse/alert-slug.ts';
import { closestWord, editDistance } from '../../../runner/parse/closest-word.ts';
import { parseDuration, parseWait } from '../../../runner/parse/duration.ts';

describe('alertSlug', () => {
  test.each([
    ['EngramNodeDown', 'engram-node-down'],
    ['HTTPLatencyHigh', 'http-latency-high'],
    ['WALTornTail', 'wal-torn-tail'],
    ['Disk90PercentFull', 'disk90-percent-full'],
    ['slo_burn_rate', 'slo-burn-rate'],
    ['Watchdog', 'watchdog'],
  ])('%s becomes %s', (name, slug) => {
    expect(alertSlug(name)).toBe(slug);
  });

  test('a runbook is published under its slug', () => {
    expect(runbookUrlPath('engram-node-down')).toBe('/operations/runbooks/engram-node-down/');
    expect(runbookUrlPath('node-down', '/docs')).toBe('/docs/node-down/');
  });
});

describe('parseDuration', () => {
  test.each([
    ['250ms', 250],
    ['1.5s', 1500],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '10', 's', '10 s', '-1s', '1d', '1.s', '10M', 'Infinitys'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  test('a wait is longer than nothing and at most a day', () => {
    expect(['0s', '1ms', '24h', '24h1ms'].map(parseWait)).toEqual([
      undefined,
      1,
      86_400_000,
      undefined,
    ]);
  });
});

describe('closestWord', () => {
  test('counts a swap of neighbours as one edit', () => {
    expect(editDistance('wihtin', 'within')).toBe(1);
  });

  test.each([
    ['timout', 'timeout'],
    ['TIMEOUT', 'timeout'],
    ['tmiout', 'timeout'],
    ['retries', undefined],
    ['ex', 'exit'],
    ['', undefined],
  ])('%j is nearest to %s', (word, expected) => {
    expect(closestWord(word, ['timeout', 'within', 'exit'])).toBe(expected);
  });
});
