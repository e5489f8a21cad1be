// Items that come into an array of a sample, and go out of it, with the commas and line breaks that the author uses.
import type { Edit } from './page-text.ts';
import type { JsonSource } from './tools.ts';

export class ArrayEdits {
  /** White space that a new item's own lines begin with. */
  readonly itemIndent: string;
  readonly #array: Extract<JsonSource, { kind: 'array' }>;
  readonly #separator: string;
  readonly #dropped = new Set<number>();
  /** New items by the last item before them that stays; -1: none does. */
  readonly #added = new Map<number, string[]>();
  #last = -1;

  constructor(array: Extract<JsonSource, { kind: 'array' }>, sample: string) {
    this.#array = array;
    const [first, second] = array.items;
    const gapFrom = second === undefined ? array.offset + 1 : endOf(first);
    const gap = sample.slice(gapFrom, (second ?? first)?.offset ?? gapFrom);
    const isOnLines = gap.includes('\n');
    const indent = /[^\n]*$/.exec(gap)?.[0] ?? '';
    const lineStart = sample.lastIndexOf('\n', array.offset - 1) + 1;
    const own = /^[ \t]*/.exec(sample.slice(lineStart))?.[0] ?? '';
    this.itemIndent = isOnLines ? indent : own;
    this.#separator = isOnLines ? `,\n${indent}` : ', ';
  }

  /** In the order of the items. */
  keep(index: number): void {
    this.#last = index;
  }

  drop(index: number): void {
    this.#dropped.add(index);
  }

  add(text: string): void {
    const added = this.#added.get(this.#last) ?? [];
    this.#added.set(this.#last, [...added, text]);
  }

  finish(): readonly Edit[] {
    const { items } = this.#array;
    const edits: Edit[] = [];
    for (const [after, texts] of this.#added) {
      edits.push(
        after < 0
          ? this.#insertFirst(texts)
          : insert(endOf(items[after]), texts.map((text) => this.#separator + text).join('')),
      );
    }
    for (let from = 0; from < items.length; from += 1) {
      if (!this.#dropped.has(from)) continue;
      let to = from;
      while (this.#dropped.has(to + 1)) to += 1;
      edits.push(this.#remove(from, to));
      from = to;
    }
    return edits;
  }

  #insertFirst(texts: readonly string[]): Edit {
    const { items, offset } = this.#array;
    const first = items.findIndex((_, index) => !this.#dropped.has(index));
    const joined = texts.join(this.#separator);
    const next = items[first];
    if (next !== undefined) return insert(next.offset, joined + this.#separator);
    return insert(items[0]?.offset ?? offset + 1, joined);
  }

  #remove(from: number, to: number): Edit {
    const { items } = this.#array;
    const next = items[to + 1];
    if (from > 0) return { from: endOf(items[from - 1]), to: endOf(items[to]), text: '' };
    return { from: items[0]?.offset ?? 0, to: next?.offset ?? endOf(items[to]), text: '' };
  }
}

function insert(at: number, text: string): Edit {
  return { from: at, to: at, text };
}

function endOf(item: JsonSource | undefined): number {
  return (item?.offset ?? 0) + (item?.length ?? 0);
}
