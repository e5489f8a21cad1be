// remark's whole grammar, for words that are shown. What runs is found by `block-tree.ts`, with the same tokenizer.
import type { PhrasingContent, Root, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

export type Block = Root | RootContent;

/** A page as it is shown, what stands inside of paragraphs included. */
export function parseProse(text: string): Root {
  return whole.parse(text);
}

/** What would stand inside a paragraph. */
export function parseInline(markdown: string): readonly PhrasingContent[] {
  const [heading] = whole.parse(`# ${markdown}`).children;
  return heading?.type === 'heading' ? heading.children : [];
}

/** The words of a heading, without marks of emphasis, code or links. */
export function plainText(markdown: string): string {
  if (!/[`*_[\]<>&\\!]/.test(markdown)) return markdown.trim();
  const words: string[] = [];
  const visit = (block: Block): void => {
    if ('value' in block && block.type !== 'html') words.push(block.value);
    if ('children' in block) for (const child of block.children) visit(child);
  };
  // The prefix keeps the text from being read as a list, a number or another block.
  visit(whole.parse(`# ${markdown}`));
  return words.join('').trim();
}

// Built when this file is loaded.
const whole = unified().use(remarkParse).use(remarkFrontmatter).freeze();
