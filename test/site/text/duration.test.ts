import { expect, test } from 'vitest';
import { durationFromMs, durationInWords } from '../../../src/text/duration.ts';

test.each([
  [0.42, '0.4 ms'],
  [9.96, '10.0 ms'],
  [42.4, '42 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1_234, '1.2 s'],
  [15_000, '15 s'],
  [59_600, '1 min'],
  [90_000, '1 min 30 s'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
])('%d ms reads %s', (ms, words) => {
  expect(durationFromMs(ms)).toBe(words);
});

test.each([
  ['10m', '10 min'],
  ['1h30m', '1 h 30 min'],
  ['250ms', '250 ms'],
  ['1.5s', '1.5 s'],
])('%s reads %s', (written, words) => {
  expect(durationInWords(written)).toBe(words);
});
