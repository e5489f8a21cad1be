// The runner leaves inline constructs out to be fast. Stock remark is the judge of whether that changed what a block is.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Code } from 'mdast';
import { remark } from 'remark';
import remarkFrontmatter from 'remark-frontmatter';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import { type Block, parseMarkdown } from '../../../runner/parse/markdown.ts';

const root = resolve(import.meta.dirname, '../../..');
const stock = remark().use(remarkFrontmatter).freeze();

function codeBlocks(tree: Block): readonly unknown[] {
  const found: unknown[] = [];
  visit(tree, 'code', ({ lang, meta, value, position }: Code) => {
    found.push({ lang, meta, value, from: position?.start.line, to: position?.end.line });
  });
  return found;
}

describe('the runner and stock remark read the same code blocks', () => {
  test.each([
    ['of every published page', 'content/**/*.md', 5],
    ['of every sample', 'test/runner/samples/**/*.md', 40],
    ['of the readmes of sixty other projects', 'node_modules/*/{readme,README}.md', 60],
  ])('%s', (_name, pattern, atLeast) => {
    const files = globSync(pattern, { cwd: root }).sort().slice(0, 60);
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(codeBlocks(parseMarkdown(text)), file).toEqual(codeBlocks(stock.parse(text)));
    }
  });
});
