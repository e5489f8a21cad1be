// Whatever is typed into a page: an answer, in time, that points into the file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRunbook } from '../../../runner/check/check-runbook.ts';
import type { Diagnostic } from '../../../runner/model/diagnostic.ts';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';

const root = join(import.meta.dirname, '../../..');
const pages = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(content|test\/runner\/samples)\/.*\.md$/.test(path))
  .map((path) => readFileSync(join(root, path), 'utf8'));

const header =
  '---\ntitle: T\nrunbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }\n---\n\n';

function diagnosticsOf(text: string): readonly Diagnostic[] {
  const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text });
  return [...diagnostics, ...checkRunbook(runbook, text)];
}

function expectInside(text: string): void {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const { span, code } of diagnosticsOf(text)) {
    const place = `${code} at ${JSON.stringify(span)} of ${JSON.stringify(text)}`;
    expect(span.line, place).toBeGreaterThanOrEqual(1);
    expect(span.endLine, place).toBeGreaterThanOrEqual(span.line);
    expect(span.endLine, place).toBeLessThanOrEqual(lines.length);
    expect(span.column, place).toBeGreaterThanOrEqual(1);
    expect(span.column, place).toBeLessThanOrEqual((lines[span.line - 1] ?? '').length + 1);
    expect(span.endColumn, place).toBeLessThanOrEqual((lines[span.endLine - 1] ?? '').length + 1);
    if (span.endLine === span.line) {
      expect(span.endColumn, place).toBeGreaterThanOrEqual(span.column);
    }
  }
}

/** What pages are made of, so that random ones get far into the grammar. */
const token = fc.constantFrom(
  '```',
  '~~~',
  '````',
  'bash',
  'sh',
  'text',
  'json',
  ' expect',
  ' name=',
  'console',
  'python run',
  'js',
  'jq',
  'regex',
  ' absent',
  ' stderr',
  ' background',
  ' stays=1s',
  ' branch=a',
  ' before=step-1',
  ' exit=failure',
  ' duration="at most 1s"',
  '$ a',
  '\n$ ',
  '\n> ',
  '\\...',
  ' near 1 within 5%',
  '<bytes',
  '(',
  'parameters: ',
  'tags: ',
  '{ description: d, example: 1 }',
  ' within=',
  ' skip="',
  '<',
  '>',
  '\\',
  '<integer',
  ' above ',
  ' between 1 and ',
  '<$X>',
  '<NAME>',
  '...',
  '"...',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  '    ',
  '> ',
  '- ',
  '1. ',
  '## ',
  'Setup',
  '---\n',
  'runbook:',
  'fixture:',
  'title: ',
  '| a |\n| - |\n',
  '&a ',
  '*a',
  '!!x ',
  '\ufeff',
  '\u0000',
  '$ ',
  '=',
  'é',
  '💥',
  '\ud800',
  '\u2028',
  '<!--',
  '-->',
  '0',
  '1s',
);

describe('parsing', () => {
  test('answers any text with diagnostics inside the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectInside), {
      numRuns: 200,
    });
  }, 60_000);

  test('answers anything made of the words of the format', () => {
    const text = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''));
    fc.assert(fc.property(text, expectInside), { numRuns: 400 });
    fc.assert(
      fc.property(text, (body) => expectInside(header + body)),
      { numRuns: 600 },
    );
  }, 60_000);

  test('answers real pages with something cut out, doubled or put in', () => {
    const mutation = fc.record({
      page: fc.constantFrom(...pages),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat({ max: 40 }),
      kind: fc.constantFrom('cut', 'double', 'put'),
      put: token,
    });
    fc.assert(
      fc.property(mutation, ({ page, at, length, kind, put }) => {
        const start = Math.floor(at * page.length);
        const piece = page.slice(start, start + length);
        const middle = { cut: '', double: piece + piece, put: put + piece }[kind];
        expectInside(page.slice(0, start) + middle + page.slice(start + length));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('answers any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseRunbook({ path: 'page.md', text: bytes }).runbook.sha256).toHaveLength(64);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test.each([
    ['quotes in quotes', '>'.repeat(50_000)],
    ['lists in lists', '- '.repeat(50_000)],
    ['one long line', 'x'.repeat(900_000)],
    ['many fences', '```bash\n'.repeat(20_000)],
    ['deep JSON', `\`\`\`sh\na\n\`\`\`\n\n\`\`\`json expect\n${'['.repeat(100_000)}\n\`\`\`\n`],
    [
      'a long JSON string',
      `\`\`\`sh\na\n\`\`\`\n\n\`\`\`json expect\n"${'a'.repeat(800_000)}\n\`\`\`\n`,
    ],
    [
      'many angle brackets',
      `\`\`\`sh\na\n\`\`\`\n\n\`\`\`text expect\n${'<'.repeat(200_000)}\n\`\`\`\n`,
    ],
    [
      'many backslashes',
      `\`\`\`sh\na\n\`\`\`\n\n\`\`\`text expect\n${'\\'.repeat(100_000)}\n\`\`\`\n`,
    ],
    ['many transcripts', '```console\n$ a\nb\n```\n'.repeat(4000)],
    ['a transcript of many commands', `\`\`\`console\n${'$ a\n<X word>\n'.repeat(800)}\`\`\`\n`],
    [
      'many branches',
      Array.from({ length: 2000 }, (_, n) => `\`\`\`sh branch=b${n}\na\n\`\`\`\n`).join(''),
    ],
    ['many captures', `\`\`\`sh\na\n\`\`\`\n\n\`\`\`text expect\n${'<X>\n'.repeat(800)}\`\`\`\n`],
    [
      'a hostile placeholder',
      `\`\`\`sh\na\n\`\`\`\n\n\`\`\`text expect\n<number near ${' within'.repeat(50_000)}>\n\`\`\`\n`,
    ],
    ['a long info string', `\`\`\`bash ${'a="'.repeat(30_000)}\na\n\`\`\`\n`],
    [
      'indented deeper and deeper',
      Array.from({ length: 400 }, (_, n) => `${'  '.repeat(n)}- a`).join('\n'),
    ],
  ])(
    'answers %s before anybody gets impatient',
    (_, body) => {
      expectInside(header + body);
    },
    30_000,
  );

  test('answers YAML aliases that multiply with a diagnostic', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n}: &a${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*a${n - 1}`)
          .join(', ')}]`,
    ).join('\n');
    const text = `---\n${bomb}\nrunbook: *a11\n---\n`;
    expect(diagnosticsOf(text).map(({ code }) => code)).toContain('parse/invalid-value');
    expectInside(text);
  });
});
