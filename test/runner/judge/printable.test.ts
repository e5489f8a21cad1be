import { expect, test } from 'vitest';
import { printable, printableStart, quoteValue } from '../../../runner/judge/printable.ts';

test('control characters are written out, tab and newline stay', () => {
  expect(printable(Buffer.from('a\tb\n\x1b[31m\0\r\x7f\u009b\ufffe'))).toBe(
    'a\tb\n\\x1b[31m\\x00\\r\\x7f\\x9b\\ufffe',
  );
});

test('bytes that are no UTF-8 become the replacement character', () => {
  expect(printable(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
});

test('a long output is cut, and says by how much', () => {
  expect(printableStart(Buffer.from('abcdef'), 4)).toBe('abcd\n… 2 more bytes');
  expect(printableStart(Buffer.from('abcd'), 4)).toBe('abcd');
});

test('a value in a message is one short line', () => {
  expect(quoteValue('a\nb')).toBe('`a\\nb`');
  expect(quoteValue('x'.repeat(200))).toBe(`\`${'x'.repeat(120)}…\``);
});
