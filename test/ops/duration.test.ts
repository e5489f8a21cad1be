import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../ops/duration.ts';

test.each([
  ['500ms', 500],
  ['20s', 20_000],
  ['1.5s', 1_500],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text, '--for')).toBe(milliseconds);
});

test.each(['', '0s', '20', 's', '-1s', '1d', '1 s', '1e3ms'])('`%s` is no duration', (text) => {
  expect(() => parseDuration(text, '--for')).toThrow(
    `Unexpected --for \`${text}\`, expected a duration above zero`,
  );
});

test.each([
  [7.4, '7 ms'],
  [1_234, '1.2 s'],
  [59_999, '59s'],
  [61_000, '1m1s'],
  [7_260_000, '2h1m'],
])('%d milliseconds read as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
