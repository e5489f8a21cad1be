import fc from 'fast-check';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type Rendered, renderBlocks } from '../../../runner/guide/render-markdown.ts';
import { textWidth } from '../../../runner/guide/text-width.ts';
import { escapeControls } from '../../../runner/model/escape-controls.ts';
import { parseInline, parseProse } from '../../../runner/parse/markdown.ts';

function render(markdown: string, width = 40, steps: readonly number[] = []): readonly Rendered[] {
  return renderBlocks(parseProse(markdown).children, {
    width,
    colors: pc.createColors(false),
    lines: markdown.split('\n'),
    steps: new Set(steps),
    expectations: new Set(),
    parseInline,
  });
}

const shown = (markdown: string, width?: number): string => render(markdown, width).join('\n');

describe('a paragraph', () => {
  test('is wrapped at the width; a word that is longer stands whole, so that it can be copied', () => {
    expect(
      shown(
        'One two three four five\nsix seven https://example.org/a/very/long/path/to/it end',
        24,
      ),
    ).toBe('One two three four five\nsix seven\nhttps://example.org/a/very/long/path/to/it\nend');
  });

  test('keeps hard breaks, short commands whole, and addresses that lead out of the site', () => {
    expect(
      shown('First\\\nsecond with `ls -l /var` and [words](https://a.b) and [more](../c.md)', 22),
    ).toBe('First\nsecond with\n`ls -l /var` and words\n(https://a.b) and more');
  });

  test('counts wide characters twice and marks not at all', () => {
    expect(shown('節点 節点 節点 ｅ\u0301 👍 a', 10)).toBe('節点 節点\n節点 ｅ\u0301 👍\na');
  });

  test('shows control characters instead of passing them on', () => {
    expect(shown('a \u001b[31mred\u0007 b')).toBe('a \\x1b[31mred\\x07 b');
  });

  test('hides comments and definitions', () => {
    expect(shown('<!-- secret plan -->\n\na <b>c</b>\n\n[x]: https://example.org')).toBe('a c');
  });
});

describe('a list', () => {
  test('hangs its lines, nests, counts on, and keeps tight items together', () => {
    expect(
      shown(
        '9. first item that is long enough to wrap\n10. second\n    - inner\n    - other\n',
        24,
      ),
    ).toBe('9.  first item that is\n    long enough to wrap\n10. second\n    • inner\n    • other');
  });

  test('sets loose items apart', () => {
    expect(shown('- one\n\n- two\n\n  more\n')).toBe('• one\n\n• two\n\n  more');
  });
});

describe('a table', () => {
  test('has columns as wide as they need', () => {
    expect(shown('| Usage | Urgency |\n| --- | --- |\n| `above` 90 % | today \\| soon |\n')).toBe(
      'Usage         Urgency\n────────────  ────────────\n`above` 90 %  today | soon',
    );
  });

  test('wraps cells where it is too wide, the widest column first, and sets tall rows apart', () => {
    const table =
      '| Symptom | Resolution |\n|---|---|\n| Full | Restart the process that keeps the file |\n| Slow | Wait |';
    expect(shown(table, 28)).toBe(
      'Symptom  Resolution\n───────  ───────────────────\nFull     Restart the process\n         that keeps the file\n\nSlow     Wait',
    );
  });

  test('inside of a quote is one too', () => {
    expect(shown('> | a | b |\n> | - | - |\n> | 1 | 2 |')).toBe('│ a  b\n│ ─  ─\n│ 1  2');
  });

  test('needs a row of dashes with as many cells', () => {
    expect(shown('| a | b |\n| - |\n| 1 | 2 |')).toBe('| a | b | | - | | 1 | 2 |');
  });
});

test('headings: a rule to the end of the line for sections, a mark for those below', () => {
  expect(shown('## Steps\n\n### 1. `ls` it\n', 20)).toBe('── Steps ───────────\n\n▸ 1. `ls` it');
});

test('code that is no step is shown as it is, indented', () => {
  expect(shown('```yaml\na:   1\n\n  b\n```\n')).toBe('    a:   1\n\n      b');
});

test('a step inside a list keeps its place and is no line', () => {
  const markdown = '1. First\n\n   ```bash\n   ls\n   ```\n\n   Then.\n';
  expect(render(markdown, 40, [3])).toEqual(['1. First', '', { stepLine: 3 }, '', '   Then.']);
});

test('any page can be shown, whatever stands in it', () => {
  const marks = [
    '# ',
    '- ',
    '> ',
    '1. ',
    '|',
    '---',
    '`',
    '```',
    '**',
    '\n',
    '\n\n',
    ' ',
    '[',
    '](',
    ')',
    '<x>',
    '\t',
    '\u0007',
  ];
  const piece = fc.oneof(fc.constantFrom(...marks), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 20, max: 60 }),
      (pieces, width) => {
        for (const line of render(pieces.join(''), width)) {
          if (typeof line === 'string') expect(escapeControls(line).split('\n')).toEqual([line]);
        }
      },
    ),
  );
});

test('no line of words is wider than the width', () => {
  const words = fc.array(fc.constantFrom('a', 'abc', '節点', '`ls -l`', '**b c**', 'longer'), {
    minLength: 1,
  });
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 60 }), (some, width) => {
      const lines = render(some.join(' '), width).map((line) => textWidth(String(line)));
      expect(Math.max(...lines)).toBeLessThanOrEqual(width);
    }),
  );
});
