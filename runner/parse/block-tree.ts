// A page's blocks from remark's own tokenizer, without the text inside them. What stands inside a paragraph cannot run,
// and tokenizing it, and building remark's whole tree, is more than half of what `remark-parse` does.
import type { Code, Heading, Paragraph, Parents, Root, RootContent } from 'mdast';
import { parse, preprocess } from 'micromark';
import { frontmatter } from 'micromark-extension-frontmatter';
import { subtokenize } from 'micromark-util-subtokenize';
import type { FenceMark } from './fence-mark.ts';

/**
 * Shaped as remark's tree, with all that a runbook needs of it and no more: containers, fences with their value and
 * fence lines, headings with their words as one raw text, paragraphs with their place.
 */
export function readBlockTree(text: string): Root {
  const events = parse({ extensions: [frontmatter()] })
    .document()
    .write(preprocess()(text, 'utf8', true));
  // Once: that puts the blocks into their containers. Each further time would go one level deeper into the text.
  subtokenize(events);
  const tree = new TreeBuilder();
  for (const [way, token, context] of events) {
    if (way === 'enter') tree.enter(token);
    else tree.exit(token, () => context.sliceSerialize(token));
  }
  return tree.root;
}

type Event = ReturnType<ReturnType<ReturnType<typeof parse>['document']>['write']>[number];
type Token = Event[1];
type Slice = () => string;

const containers: Readonly<Partial<Record<Token['type'], 'blockquote' | 'list'>>> = {
  blockQuote: 'blockquote',
  listOrdered: 'list',
  listUnordered: 'list',
};

/** Blocks that only matter because they stand between others. */
const others: ReadonlySet<string> = new Set(['thematicBreak', 'htmlFlow', 'definition', 'yaml']);

class TreeBuilder {
  readonly root: Root = { type: 'root', children: [] };
  readonly #open: Parents[] = [this.root];
  #code: OpenCode | undefined;
  #heading: Heading | undefined;

  enter(token: Token): void {
    const container = containers[token.type];
    if (container === 'blockquote') this.#push({ type: container, children: [] });
    else if (container === 'list') this.#push({ type: container, children: [] });
    else if (token.type === 'listItemPrefix') this.#startItem();
    else if (token.type === 'codeFenced' || token.type === 'codeIndented') this.#startCode(token);
    else if (token.type === 'codeFencedFenceSequence') this.#code?.noteFence(token);
    else if (token.type === 'atxHeading' || token.type === 'setextHeading')
      this.#heading = { type: 'heading', depth: 1, children: [], position: placeOf(token) };
    else if (token.type === 'paragraph') this.#add(paragraphAt(token));
    else if (others.has(token.type)) this.#add(otherBlock(token));
  }

  exit(token: Token, slice: Slice): void {
    switch (token.type) {
      case 'blockQuote':
        this.#open.pop();
        return;
      case 'listOrdered':
      case 'listUnordered':
        this.#endItem();
        this.#open.pop();
        return;
      case 'codeFencedFence':
        this.#code?.startValue();
        return;
      case 'codeFlowValue':
      case 'lineEnding':
        this.#code?.take(slice);
        return;
      case 'codeFenced':
      case 'codeIndented':
        this.#code?.finish();
        this.#code = undefined;
        return;
      default:
        this.#exitHeadingPart(token, slice);
    }
  }

  #exitHeadingPart(token: Token, slice: Slice): void {
    const heading = this.#heading;
    if (heading === undefined) return;
    switch (token.type) {
      case 'atxHeadingSequence':
        // The closing sequence says nothing.
        if (heading.children.length === 0 && token.start.offset === heading.position?.start.offset)
          heading.depth = Math.min(slice().length, 6) as Heading['depth'];
        return;
      case 'setextHeadingLineSequence':
        heading.depth = slice().startsWith('=') ? 1 : 2;
        return;
      case 'atxHeadingText':
      case 'setextHeadingText':
        heading.children.push({ type: 'text', value: slice(), position: placeOf(token) });
        return;
      case 'atxHeading':
      case 'setextHeading':
        this.#add(heading);
        this.#heading = undefined;
        return;
    }
  }

  #startCode(token: Token): void {
    const code: Code = { type: 'code', value: '', position: placeOf(token) };
    this.#code = new OpenCode(code);
    this.#add(code);
  }

  /** Items have no tokens of their own: each begins with its mark and ends with the next, or with the list. */
  #startItem(): void {
    this.#endItem();
    this.#push({ type: 'listItem', children: [] });
  }

  #endItem(): void {
    if (this.#open.at(-1)?.type === 'listItem') this.#open.pop();
  }

  #push(container: Extract<RootContent, Parents>): void {
    this.#add(container);
    this.#open.push(container);
  }

  #add(block: RootContent): void {
    (this.#open.at(-1)?.children as RootContent[] | undefined)?.push(block);
  }
}

class OpenCode {
  readonly #code: Code;
  readonly #fences: FenceMark[] = [];
  #value: string | undefined;

  constructor(code: Code) {
    this.#code = code;
  }

  noteFence({ start, end }: Token): void {
    this.#fences.push({ line: start.line, column: start.column, endColumn: end.column });
    this.#code.data = { fences: this.#fences };
  }

  /** What the opening fence's line holds is not content. */
  startValue(): void {
    this.#value ??= '';
  }

  take(slice: Slice): void {
    if (this.#value !== undefined) this.#value += slice();
  }

  /** The line ends next to the fences are not content either. */
  finish(): void {
    this.#code.value = (this.#value ?? '').replaceAll(/^(?:\r?\n|\r)|(?:\r?\n|\r)$/g, '');
  }
}

function placeOf({ start, end }: Token): NonNullable<Code['position']> {
  return { start, end };
}

function paragraphAt(token: Token): Paragraph {
  return { type: 'paragraph', children: [], position: placeOf(token) };
}

function otherBlock(token: Token): RootContent {
  const position = placeOf(token);
  return String(token.type) === 'yaml'
    ? { type: 'yaml', value: '', position }
    : { type: 'html', value: '', position };
}
