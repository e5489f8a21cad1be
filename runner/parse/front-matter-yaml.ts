import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { SourceSpan } from '../model/source.ts';
import { spanInLine } from './source-text.ts';

/** The YAML document and its places in the file. */
export class FrontMatterYaml {
  readonly #counter = new LineCounter();
  readonly #document;
  readonly #text: string;
  readonly #firstLine: number;

  constructor(lines: readonly string[], firstLine: number) {
    this.#text = lines.join('\n');
    this.#firstLine = firstLine;
    this.#document = parseDocument(this.#text, {
      lineCounter: this.#counter,
      prettyErrors: false,
      logLevel: 'silent',
    });
  }

  /** Makes `007`, `1e3` and `true` the text that is written there, for values that become shell variables. */
  keepAsWritten(path: readonly string[], keys: ReadonlySet<string>): void {
    const owner = this.node(path);
    if (!isMap(owner)) return;
    for (const { value } of owner.items) {
      if (!isMap(value)) continue;
      for (const { key, value: facts } of value.items) {
        if (!isScalar(key) || !keys.has(String(key.value))) continue;
        for (const scalar of isSeq(facts) ? facts.items : [facts]) {
          const isText = !isScalar(scalar) || typeof scalar.value === 'string';
          if (!isText && scalar.value !== null && scalar.source !== undefined)
            scalar.value = scalar.source;
        }
      }
    }
  }

  get problems() {
    return [...this.#document.errors, ...this.#document.warnings];
  }

  get root(): YAMLMap | undefined {
    return isMap(this.#document.contents) ? this.#document.contents : undefined;
  }

  pair(path: readonly PropertyKey[]): Pair | undefined {
    const parent = path.length === 1 ? this.root : this.node(path.slice(0, -1));
    if (!isMap(parent)) return undefined;
    return parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
  }

  key(path: readonly PropertyKey[]): Node | undefined {
    return this.pair(path)?.key as Node | undefined;
  }

  node(path: readonly PropertyKey[]): Node | undefined {
    if (this.root === undefined) return undefined;
    return (this.#document.getIn(path, true) ?? undefined) as Node | undefined;
  }

  /** Plain data; undefined where it cannot be had, for example because aliases explode. */
  value(path: readonly string[]): unknown {
    const node = this.node(path);
    if (node === undefined) return undefined;
    try {
      return node.toJS(this.#document);
    } catch {
      return undefined;
    }
  }

  spanOf(node: Node): SourceSpan {
    const [start, end] = node.range ?? [0, 0];
    return this.span(start, end);
  }

  /** What the author wrote, on one line and not too long. */
  sourceOf(node: Node): string {
    const [start, end] = node.range ?? [0, 0];
    const line = this.#text.slice(start, end).trim().replaceAll(/\s+/g, ' ');
    return line.length > 40 ? `${line.slice(0, 39)}…` : line;
  }

  span(start: number, end: number): SourceSpan {
    const from = this.#counter.linePos(Math.min(start, this.#text.length));
    const to = this.#counter.linePos(Math.min(end, this.#text.length));
    const line = Math.max(from.line, 1);
    const column = Math.max(from.col, 1);
    // A value of several lines is named by its first one.
    const lineLength = (this.#text.split('\n')[line - 1] ?? '').length;
    const endColumn = to.line === line ? Math.max(to.col, column) : lineLength + 1;
    return spanInLine(this.#firstLine + line - 1, column, Math.max(endColumn - column, 0));
  }
}
