// The runner reads blocks with remark's tokenizer and leaves out what stands inside them. Stock remark is the judge of
// whether that changed what a block is.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import type { Code, Heading, Nodes } from 'mdast';
import { remark } from 'remark';
import remarkFrontmatter from 'remark-frontmatter';
import { describe, expect, test } from 'vitest';
import { readBlockTree } from '../../../runner/parse/block-tree.ts';

const root = resolve(import.meta.dirname, '../../..');
const stock = remark().use(remarkFrontmatter).freeze();

/** One line a block, as deep as it stands: what a runbook is read from. */
function outline(tree: Nodes, depth = 0): readonly string[] {
  if (tree.type === 'heading') return [line(tree, depth, headingWords(tree))];
  if (tree.type === 'code') return [line(tree, depth, JSON.stringify(tree.value))];
  if (tree.type === 'paragraph') return [line(tree, depth, '')];
  if (!('children' in tree)) return [line(tree, depth, '')];
  const inside = tree.children.flatMap((child) => outline(child, depth + 1));
  return [`${'  '.repeat(depth)}${tree.type}`, ...inside];
}

function line(node: Nodes, depth: number, words: string): string {
  // Rules, raw HTML and definitions are nothing to a runbook but something between two blocks.
  const type = ['thematicBreak', 'definition'].includes(node.type) ? 'html' : node.type;
  const { start, end } = node.position ?? {};
  return `${'  '.repeat(depth)}${type} ${start?.line}-${end?.line} ${words}`.trimEnd();
}

function headingWords({ depth, children }: Heading): string {
  const [first] = children;
  return `${depth} ${first?.position?.start.column ?? ''}`;
}

function codeOf(tree: Nodes): readonly Code[] {
  if (tree.type === 'code') return [tree];
  return 'children' in tree ? tree.children.flatMap((child) => codeOf(child)) : [];
}

/** Indented code is none that runs, so its value is not read. */
function comparable(text: string): readonly string[] {
  const tree = stock.parse(text);
  const lines = text.split(/\r\n|\r|\n/);
  for (const code of codeOf(tree)) {
    const opening = lines[(code.position?.start.line ?? 1) - 1]?.slice(
      (code.position?.start.column ?? 1) - 1,
    );
    if (!/^(?:`{3}|~{3})/.test(opening ?? '')) code.value = '';
  }
  return outline(tree);
}

describe('the runner and stock remark read the same blocks', () => {
  test.each([
    ['of every published page', 'content/**/*.md', 5],
    ['of every sample', 'test/runner/samples/**/*.md', 40],
    ['of the readmes of a hundred other projects', 'node_modules/*/{readme,README}.md', 100],
  ])('%s', (_name, pattern, atLeast) => {
    const files = globSync(pattern, { cwd: root }).sort().slice(0, 100);
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(outline(readBlockTree(text)), file).toEqual(comparable(text));
    }
  });

  test('of any mixture of what Markdown is made of', () => {
    const piece = fc.constantFrom(
      ...[
        '```bash',
        '```',
        '~~~',
        '````',
        '> ',
        '- ',
        '1. ',
        '    ',
        '  ',
        '\t',
        '# ',
        '## x',
        '===',
      ],
      ...[
        '---',
        'text',
        '|a|b|',
        '|-|-|',
        '<div>',
        '</div>',
        '<!-- ',
        ' -->',
        '[a]: b',
        '\\',
        '*x*',
        '`',
      ],
      ...['\n', '\n', '\n\n', '\r\n', '\r', ' '],
    );
    const page = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(page, (text) => {
        expect(outline(readBlockTree(text))).toEqual(comparable(text));
      }),
      { numRuns: 3000 },
    );
  });
});
