import type { Nodes } from 'mdast';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { describe, expect, test } from 'vitest';
import { markdown } from '../../../runner/report/markdown.ts';
import { markdownText } from '../../../runner/report/markdown-text.ts';
import { failedWith, finished, print } from './sample-report.ts';

const reader = remark().use(remarkGfm);

function* nodes(node: Nodes): Iterable<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodes(child);
}

function kinds(text: string): string[] {
  return [...nodes(reader.parse(text))].map(({ type }) => type);
}

/** What a reader sees of a paragraph. */
function seen(text: string): string {
  return [...nodes(reader.parse(text))]
    .map((node) => (node.type === 'text' ? node.value : ''))
    .join('');
}

const hostile = [
  '<script>alert(1)</script> <img src=x onerror=alert(1)> </details> <!-- ',
  '[click](https://evil.example) ![x](y) <https://evil.example> https://evil.example www.evil.example',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '| a | b |',
  '--- *** ___ **bold** _it_ `code` ~~gone~~',
  '@everyone #1 :smile: a@b.example &amp; &lt; \\\\ \\`',
  '    indented',
  '````` ``` ~~~',
  '[^1] [x]: y',
];

describe('text of others in Markdown', () => {
  test.each(hostile)('%j is seen as it is and does nothing', (text) => {
    const escaped = `x ${markdownText(text)} x`;
    expect(seen(escaped).replaceAll(/ +/g, ' ')).toBe(`x ${text} x`.replaceAll(/ +/g, ' '));
    const others = kinds(escaped).filter((kind) => kind !== 'text');
    // The only HTML are the empty comments that keep links and names from being recognized.
    expect(others.filter((kind) => kind !== 'html')).toEqual(['root', 'paragraph']);
    const html = [...nodes(reader.parse(escaped))].filter((node) => node.type === 'html');
    expect(html.filter(({ value }) => value !== '<!-- -->')).toEqual([]);
  });

  test('keeps to its cell of a table', () => {
    const table = `| a | b |\n| --- | --- |\n| ${markdownText('x | y \\| z\n| w |')} | end |`;
    expect(kinds(table).filter((kind) => kind === 'tableCell')).toHaveLength(4);
  });
});

describe('the Markdown reporter', () => {
  test('writes a summary of the run', async () => {
    await expect(await print(markdown)).toMatchFileSnapshot('expected/report.md');
  });

  test('has the same structure whatever a step prints', async () => {
    const plain = kinds(await print(markdown, finished(failedWith('harmless'))));
    const structure = (all: readonly string[]): string[] =>
      all.filter((kind) => kind !== 'text' && kind !== 'html');
    for (const text of [...hostile, hostile.join('\n')]) {
      const found = await print(markdown, finished(failedWith(text)));
      expect(structure(kinds(found))).toEqual(structure(plain));
      const html = [...nodes(reader.parse(found))].filter((node) => node.type === 'html');
      const tags = html.flatMap(({ value }) => value.match(/<\/?[a-z]+/g) ?? []);
      expect([...new Set(tags)]).toEqual([
        '<details',
        '<summary',
        '<code',
        '</code',
        '</summary',
        '</details',
      ]);
    }
  });

  test('stays below what GitHub accepts, and says what it left out', async () => {
    const wall = Array.from({ length: 300 }, () => 'x'.repeat(600)).join('\n');
    const steps = Array.from({ length: 40 }, () => failedWith(wall));
    const text = await print(markdown, finished(...steps));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\n… \d+ more did not pass: there is no room for them here\n$/);
  });
});
