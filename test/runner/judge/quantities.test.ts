// Values that are more or less than others, whatever their unit, without an error by rounding.
import { describe, expect, test } from 'vitest';
import { block, judgeBlocks, verdictLine } from '../../support/judge-page.ts';

const accepts = (placeholder: string, text: string): boolean =>
  judgeBlocks(block('text expect', placeholder), `${text}\n`).outcome === 'pass';

/** Which of the values a placeholder accepts. */
const accepted = (placeholder: string, ...texts: readonly string[]): readonly string[] =>
  texts.filter((text) => accepts(placeholder, text));

describe('bytes', () => {
  test('have units of 1,000 and of 1,024, with or without a space', () => {
    const right = [
      '0',
      '512',
      '12Ki',
      '12KiB',
      '12 KiB',
      '1.5 GiB',
      '20MB',
      '20 MB',
      '3kB',
      '3KB',
      '7B',
      '1Ei',
      '2PB',
    ];
    expect(accepted('<bytes>', ...right)).toEqual(right);
  });

  test('have no unit that is a letter alone: some tools mean 1,000 by it and some 1,024', () => {
    expect(
      accepted('<bytes>', '12K', '12k', '1.5G', '3m', '1024 bytes', '-5', '1,024', 'x', '5  MB'),
    ).toEqual([]);
  });

  test('are compared in bytes', () => {
    expect(accepted('<bytes at most 1KiB>', '1024', '1025', '1kB', '1.0001KiB', '1B')).toEqual([
      '1024',
      '1kB',
      '1B',
    ]);
    expect(accepted('<bytes above 1 GiB>', '1GB', '1073741825', '1.1 GiB')).toEqual([
      '1073741825',
      '1.1 GiB',
    ]);
    expect(
      accepted('<bytes between 1.5 MB and 2 MiB>', '1500000', '1499999', '2097152', '2097153'),
    ).toEqual(['1500000', '2097152']);
    expect(accepted('<bytes other than 1Ki>', '1024', '1025', '1KiB')).toEqual(['1025']);
    expect(accepted('<bytes at least 1EiB>', '1152921504606846976', '1152921504606846975')).toEqual(
      ['1152921504606846976'],
    );
  });

  test('in JSON are a string, or a number without a unit', () => {
    const json = (value: string): string =>
      verdictLine(
        judgeBlocks(
          block('json expect', '{ "size": "<bytes at least 1Ki>" }'),
          `{"size":${value}}`,
        ),
      );
    expect(['1024', '"1Ki"', '"2 kB"'].map(json)).toEqual(['pass', 'pass', 'pass']);
    expect(
      ['1023', '"1kB"', '1024.5e-1', '"12K"', 'true']
        .map(json)
        .every((line) => line.startsWith('fail')),
    ).toBe(true);
  });
});

describe('percentages', () => {
  test('end with their sign', () => {
    expect(accepted('<percent>', '55%', '0.3 %', '-2%', '+5%', '55', '%', '5 percent')).toEqual([
      '55%',
      '0.3 %',
      '-2%',
      '+5%',
    ]);
  });

  test('are compared by the number before it', () => {
    expect(accepted('<percent below 80%>', '79.99%', '80%', '80.0 %', '9%')).toEqual([
      '79.99%',
      '9%',
    ]);
  });

  test('are near each other by points, not by a share', () => {
    expect(accepted('<percent near 50% within 5%>', '45%', '55%', '44.9%', '55.1%')).toEqual([
      '45%',
      '55%',
    ]);
  });
});

describe('durations', () => {
  test('may have several units, down to nanoseconds', () => {
    const right = ['250ms', '1.5s', '10m', '2h', '1h30m', '1m30.5s', '12µs', '12us', '3ns'];
    expect(accepted('<duration>', ...right, '5', '5 s', '1h 30m', '-1s', '3d')).toEqual(right);
  });

  test('are compared whatever their unit', () => {
    expect(accepted('<duration at most 1m30s>', '90s', '90000ms', '1.5m', '90.001s', '1h')).toEqual(
      ['90s', '90000ms', '1.5m'],
    );
    expect(accepted('<duration near 2s within 500ms>', '1.5s', '2500ms', '1499ms', '3s')).toEqual([
      '1.5s',
      '2500ms',
    ]);
    expect(accepted('<duration near 2s within 10%>', '1.8s', '2200ms', '1799ms')).toEqual([
      '1.8s',
      '2200ms',
    ]);
  });
});

describe('timestamps', () => {
  test('are compared as moments, as exactly as they are written', () => {
    const noon = '2026-01-05T12:00:00';
    expect(
      accepted(
        `<timestamp at least ${noon}Z>`,
        `${noon}Z`,
        `${noon}.000000001Z`,
        `${noon}+01:00`,
        '2026-01-05T13:00:00+01:00',
      ),
    ).toEqual([`${noon}Z`, `${noon}.000000001Z`, '2026-01-05T13:00:00+01:00']);
    expect(accepted(`<timestamp above ${noon}.0001Z>`, `${noon}.0002Z`, `${noon}.0001Z`)).toEqual([
      `${noon}.0002Z`,
    ]);
    expect(
      accepted(
        `<timestamp near ${noon}Z within 5s>`,
        '2026-01-05T11:59:55Z',
        '2026-01-05T12:00:05.1Z',
      ),
    ).toEqual(['2026-01-05T11:59:55Z']);
  });

  test('name a day that there is', () => {
    expect(accepts('<timestamp>', '2026-13-05T12:00:00Z')).toBe(false);
  });
});

describe('numbers', () => {
  test('are near each other without an error by rounding', () => {
    expect(
      accepted('<number near 0.5 within 0.05>', '0.55', '0.45', '0.5500000000000000001', '0.44'),
    ).toEqual(['0.55', '0.45']);
    expect(accepted('<number near 0.3 within 0.0>', '0.3', '0.30', '0.30000000000000004')).toEqual([
      '0.3',
      '0.30',
    ]);
    expect(accepted('<number near -100 within 5%>', '-95', '-105', '-94.9', '100')).toEqual([
      '-95',
      '-105',
    ]);
    expect(accepted('<integer near $N within 1>', '3')).toEqual([]);
  });

  test('beyond 2^53 and behind the 17th digit are compared exactly', () => {
    expect(
      accepted('<integer above 9007199254740992>', '9007199254740993', '9007199254740992'),
    ).toEqual(['9007199254740993']);
    expect(
      accepted(
        '<number below 0.12345678901234567891>',
        '0.12345678901234567890',
        '0.12345678901234567891',
      ),
    ).toEqual(['0.12345678901234567890']);
    expect(accepted('<number at most 1e400>', '1e400', '1.1e400', '9e399')).toEqual([
      '1e400',
      '9e399',
    ]);
  });

  test('are no words, no thousands and no hexadecimal digits', () => {
    expect(
      accepted(
        '<number>',
        'NaN',
        'Infinity',
        '-Infinity',
        'inf',
        '1,234',
        '0x10',
        '1e',
        '.5',
        '5.',
        '',
      ),
    ).toEqual([]);
    expect(accepted('<integer>', '1_000', '1 000', '5.0')).toEqual([]);
  });

  test('have one zero', () => {
    expect(accepted('<number at least 0>', '-0', '-0.0', '0e5', '-0.1')).toEqual([
      '-0',
      '-0.0',
      '0e5',
    ]);
    expect(accepted('<number other than 0>', '-0', '0.0')).toEqual([]);
  });
});
