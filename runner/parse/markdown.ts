// The one Markdown grammar of the runner. Blocks only: what stands inside a paragraph cannot run,
// and leaving inline constructs out saves a quarter of the parse. GFM would cost two and a half times as much.
import type { Root, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkParse from 'remark-parse';
import { type Data, type Processor, unified } from 'unified';

export type Block = Root | RootContent;

export function parseMarkdown(text: string): Root {
  return blocks.parse(text);
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

const inlineConstructs = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

function leaveInlineOut(this: Processor): void {
  const data = this.data();
  data.micromarkExtensions = [
    ...(data.micromarkExtensions ?? []),
    { disable: { null: inlineConstructs } },
  ];
}

function keepFences(this: Processor): void {
  const data = this.data();
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), fenceNotes];
}

type TreeExtension = Exclude<
  NonNullable<Data['fromMarkdownExtensions']>[number],
  readonly unknown[]
>;

/** Notes each code block's fence lines on it: mdast itself does not tell a closed fence from an open one. */
const fenceNotes: TreeExtension = {
  enter: {
    codeFencedFenceSequence(token) {
      const code = this.stack.findLast((open) => open.type === 'code');
      if (code?.type !== 'code') return;
      const { start, end } = token;
      const mark = { line: start.line, column: start.column, endColumn: end.column };
      code.data = { fences: [...(code.data?.fences ?? []), mark] };
    },
  },
};

// Below what they are made of: both are built when this file is loaded.
const whole = unified().use(remarkParse).freeze();
const blocks = unified()
  .use(remarkParse)
  .use(remarkFrontmatter)
  .use(leaveInlineOut)
  .use(keepFences)
  .freeze();

export interface FenceMark {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

declare module 'mdast' {
  interface CodeData {
    /** The opening fence and, if there is one, the closing fence. Absent: indented code. */
    fences?: readonly FenceMark[];
  }
}
