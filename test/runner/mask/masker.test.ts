import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteForBash } from '../../../runner/execute/quote.ts';
import { Masker } from '../../../runner/mask/masker.ts';
import { escapeControls } from '../../../runner/model/escape-controls.ts';

/** How a program may write a value. Each takes the whole value. */
const spellings: Readonly<Record<string, (value: string) => string>> = {
  'as it is': (value) => value,
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in base64 with a line break': (value) => Buffer.from(`${value}\n`).toString('base64'),
  'in base64 for URLs': (value) => Buffer.from(value).toString('base64url'),
  'in a Basic Authorization header': (value) => Buffer.from(`me:${value}`).toString('base64'),
  'in the middle of base64': (value) => Buffer.from(`{"t":"${value}"}`).toString('base64'),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in small letters': (value) =>
    encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'as a form field': (value) => new URLSearchParams({ v: value }).toString().slice(2),
  'in JSON': (value) => JSON.stringify(value).slice(1, -1),
  'in JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  'in JSON of Python': (value) =>
    JSON.stringify(value)
      .slice(1, -1)
      .replace(
        /[\u007f-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
  'in single quotes': (value) => `'${value.replaceAll("'", "'\\''")}'`,
  'in the quotes of bash': quoteForBash,
  'with backslashes': (value) => value.replace(/[^\w\n]/gu, '\\$&'),
  'with control characters made visible': escapeControls,
  'with line breaks made visible': (value) => escapeControls(value).replaceAll('\n', '\\n'),
};

function masked(text: string, ...values: readonly string[]): string {
  const masker = new Masker();
  for (const [index, value] of values.entries()) masker.add(`S${index + 1}`, value);
  return masker.mask(text);
}

const secret = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 }),
    fc.string({ unit: 'binary', minLength: 4, maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(
        'a',
        'b',
        '\\',
        '"',
        "'",
        '\n',
        ' ',
        '$',
        '%',
        '+',
        '/',
        'é',
        '\t',
        '{',
      ),
      minLength: 4,
      maxLength: 30,
    }),
  )
  // A shell variable holds no NUL and no half of a character; the labels are made of `•`.
  .map((value) => value.toWellFormed().replaceAll(/[\0•]/g, 'x'));

describe.each(Object.entries(spellings))('a secret %s', (_name, spell) => {
  test('is masked wherever it stands', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const form = spell(value);
        fc.pre(form.length >= 4);
        expect(masked(`${before}|${form}|${after}`, value)).not.toContain(form);
      }),
      { numRuns: 100 },
    );
  });
});

test('a secret is replaced by its name, and nothing else is', () => {
  expect(masked('token=hunter22; user=bob hunter2', 'hunter22')).toBe(
    'token=[secret S1]; user=bob hunter2',
  );
  expect(masked(`Authorization: Basic ${btoa('bob:hunter22')}`, 'hunter22')).toBe(
    'Authorization: Basic Ym9iO[secret S1]',
  );
});

test('text without a secret is left as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(masked(text, 'g4-VERY long\nsecret-value')).toBe(text);
    }),
  );
});

test('secrets that overlap, touch or contain one another leave nothing of themselves', () => {
  expect(masked('abcdefgh|abcd|cdefgh', 'abcd', 'cdefgh')).toBe(
    '[secret S1]|[secret S1]|[secret S2]',
  );
  expect(masked('aaaabbbb', 'aaaa', 'bbbb')).toBe('[secret S1]');
  expect(masked('xabcdefx', 'abcdef', 'bcde')).toBe('x[secret S1]x');
});

test('a secret that is a word of the labels gets another one', () => {
  expect(masked('secret', 'secret')).toBe('[masked]');
  expect(masked('secret masked', 'secret', 'masked')).toBe('••• •••');
});

test('each line of a secret is one, but for those too short to tell', () => {
  const key = '-----BEGIN KEY-----\n  MIIEvQIBADANBg\r\nab\n}\n-----END KEY-----\n';
  expect(masked('got MIIEvQIBADANBg and ab', key)).toBe('got [secret S1] and ab');
  expect(masked(`x${key}y`, key)).toBe('x[secret S1]y');
});

test('a base64 text of many lines is masked line by line', () => {
  const value = 'correct horse battery staple '.repeat(9);
  const wrapped = Buffer.from(value).toString('base64').replace(/.{76}/g, '$&\n');
  for (const line of wrapped.split('\n')) expect(masked(line, value)).toBe('[secret S1]');
});

test('what a cut has left of a secret is masked too', () => {
  expect(masked('Unexpected line `x hunter2…`', 'hunter2-and-more')).toBe(
    'Unexpected line `x [secret S1]…`',
  );
  expect(masked('`a%20hunter%2…`', 'hunter/2-and-more')).toBe('`a%20[secret S1]…`');
  // Too little to be told from other words.
  expect(masked('a hun…', 'hunter2-and-more')).toBe('a hun…');
  expect(masked('hunter3…', 'hunter2-and-more')).toBe('hunter3…');
});

test('a secret of many thousand characters is masked as one', () => {
  const value = Array.from({ length: 9000 }, (_, index) =>
    String.fromCharCode(33 + ((index * 7) % 90)),
  ).join('');
  expect(masked(`<${value}>`, value)).toBe('<[secret S1]>');
  expect(masked(`<${JSON.stringify(value)}>`, value)).toBe('<"[secret S1]">');
});

test('masking what is masked changes nothing', () => {
  fc.assert(
    fc.property(secret, fc.string(), (value, text) => {
      const once = masked(`${text}${value}${text}`, value);
      expect(masked(once, value)).toBe(once);
    }),
  );
});

test('a large output is masked in good time', () => {
  const line = 'GET /api/v1/things?token=hunter22%2Fabc HTTP/1.1 "\\\\\\\\\\\\\\\\" 200\n';
  const text = line.repeat(40_000);
  const start = performance.now();
  const shown = masked(text, 'hunter22/abc', 'another "secret" value\\\\\\\\\\x', 'third-one-here');
  expect(shown).not.toContain('hunter22');
  expect(performance.now() - start).toBeLessThan(5000);
});
