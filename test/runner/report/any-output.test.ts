// Whatever a step prints: every report stays what it is, small, and readable by its readers.
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { Parser, type Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { type ReporterName, reporters } from '../../../runner/report/reporters.ts';
import { failedWith, finished, print } from './sample-report.ts';

const names = Object.keys(reporters) as readonly ReporterName[];
const forPeople = names.filter((name) => name !== 'json');

/** Control characters, halves of surrogate pairs and everything that is syntax somewhere are frequent. */
const output = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        ']]>',
        '--',
        '<!--',
        '::error::',
        '```',
        '\n',
        '  ...\n',
        '# SKIP',
        '\\',
        '&#0;',
        '|',
        '%0A',
      ),
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''));

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

async function report(name: ReporterName, text: string): Promise<string> {
  return print(await reporters[name](), finished(failedWith(text)));
}

describe('any output of a step', () => {
  test.each(forPeople)('moves no cursor and hides nothing in %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        expect(await report(name, text)).not.toMatch(invisible);
      }),
    );
  });

  test.each(forPeople)('leaves %s encodable', async (name) => {
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        expect((await report(name, text)).isWellFormed()).toBe(true);
      }),
    );
  });

  test('leaves the XML well-formed', async () => {
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        const xml = await report('junit', text);
        expect(XMLValidator.validate(xml)).toBe(true);
        expect(xml.replaceAll(/[^<]*<[^<>]*>/g, '').trim()).toBe('');
      }),
    );
  });

  test('leaves the TAP strict, with one test point and its YAML', async () => {
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        const tap = await report('tap', text);
        const points: unknown[] = [];
        const results = await new Promise<{ readonly count: number; readonly fail: number }>(
          (resolve) => {
            const parser = new Parser({ strict: true }, resolve);
            parser.on('child', (child: Parser) => {
              child.on('assert', ({ diag }: Result) => points.push(diag));
              child.on('extra', (line: string) => points.push(line));
            });
            parser.end(tap);
          },
        );
        expect(results).toMatchObject({ count: 1, fail: 1 });
        expect(points).toMatchObject([{ severity: 'fail', at: { line: 31 } }]);
      }),
    );
  });

  test.each(names)('of one line of 200 KB is shortened in %s, with a mark', async (name) => {
    const text = await report(name, 'x'.repeat(200_000));
    if (name === 'json') return expect(text.length).toBeGreaterThan(200_000);
    expect(text.length).toBeLessThan(30_000);
    expect(text).toMatch(/x… \\?\(200000 characters\\?\)/);
  });

  test.each(forPeople)('of many lines is shortened in %s, with a mark', async (name) => {
    const text = await report(
      name,
      Array.from({ length: 50_000 }, (_, n) => `line ${n}`).join('\n'),
    );
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/… [\d ]+more lines/);
  });
});
