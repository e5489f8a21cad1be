// YAML to facts, with the line and column of everything that is wrong.
import {
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { z } from 'zod';
import type { FixtureFacts, RunbookFacts } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { closestWord, editDistance } from './closest-word.ts';
import type { Complain } from './complain.ts';
import {
  fixtureFactsSchema,
  fixtureKeys,
  runbookFactsSchema,
  runbookKeys,
} from './front-matter.ts';
import { spanInLine } from './source-text.ts';

export interface FrontMatter {
  readonly title?: string;
  readonly runbook?: RunbookFacts;
  readonly fixture?: FixtureFacts;
}

/** `lines` is the YAML between the `---` lines; `firstLine` is where its first line stands in the file. */
export function readFrontMatter(
  lines: readonly string[],
  firstLine: number,
  complain: Complain,
): FrontMatter {
  const yaml = new FrontMatterYaml(lines, firstLine);
  for (const { code, message, pos } of yaml.problems) {
    const text = message.replace(/^./, (letter) => letter.toLowerCase()).replace(/\.?$/, '');
    complain(
      'parse/front-matter-syntax',
      yaml.span(pos[0], pos[1]),
      code === 'DUPLICATE_KEY'
        ? 'Unexpected second key of one name, expected each key once'
        : `Unexpected YAML, expected it to parse: ${text}`,
    );
  }
  const root = yaml.root;
  if (root === undefined) return {};
  complainMisspelt(yaml, root, complain);
  const runbook = readFacts(yaml, 'runbook', complain);
  const fixture = readFacts(yaml, 'fixture', complain);
  const key = yaml.key(['fixture']);
  if (runbook !== undefined && fixture !== undefined && key !== undefined) {
    complain(
      'parse/runbook-and-fixture',
      yaml.spanOf(key),
      'Unexpected `fixture` on a page with `runbook`, expected one of them',
      'to name the fixture of a runbook, indent the key below `runbook`',
    );
  }
  const title = yaml.value(['title']);
  return {
    ...(typeof title === 'string' && title.trim() !== '' && { title }),
    ...(runbook && { runbook }),
    ...(fixture && runbook === undefined && { fixture }),
  };
}

/** Where a fact stands, for phases that find it wrong later. Undefined if it is not there. */
export function locateFact(
  lines: readonly string[],
  firstLine: number,
  path: readonly string[],
): SourceSpan | undefined {
  const yaml = new FrontMatterYaml(lines, firstLine);
  const node = yaml.node(path);
  return node && yaml.spanOf(node);
}

/** The YAML document and its places in the file. */
class FrontMatterYaml {
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

type FactsKey = 'runbook' | 'fixture';

function readFacts(
  yaml: FrontMatterYaml,
  key: 'runbook',
  complain: Complain,
): RunbookFacts | undefined;
function readFacts(
  yaml: FrontMatterYaml,
  key: 'fixture',
  complain: Complain,
): FixtureFacts | undefined;
function readFacts(
  yaml: FrontMatterYaml,
  key: FactsKey,
  complain: Complain,
): RunbookFacts | FixtureFacts | undefined {
  if (yaml.key([key]) === undefined) return undefined;
  const schema = key === 'runbook' ? runbookFactsSchema : fixtureFactsSchema;
  // A bare `fixture:` has nothing to say, which is fine: all its keys are optional.
  const read = schema.safeParse(yaml.value([key]) ?? (key === 'fixture' ? {} : undefined));
  if (read.success) return read.data;
  for (const issue of read.error.issues) complainIssue(yaml, key, issue, complain);
  // The page is still a runbook, so the rest of it is read as one; nothing runs after an error.
  return key === 'runbook' ? unreadableRunbook : {};
}

const unreadableRunbook: RunbookFacts = {
  risk: 'high',
  duration: '',
  prerequisites: [],
  rollback: '',
  alerts: [],
  aliases: [],
  tags: [],
  parameters: [],
  timeoutMs: 0,
};

function complainIssue(
  yaml: FrontMatterYaml,
  key: FactsKey,
  issue: z.core.$ZodIssue,
  complain: Complain,
): void {
  const path = [key, ...issue.path];
  const name = path.join('.');
  const known = key === 'runbook' ? runbookKeys : fixtureKeys;
  const owner = yaml.key([key]);
  const fallback = owner === undefined ? spanInLine(1, 1, 3) : yaml.spanOf(owner);
  if (issue.code === 'unrecognized_keys') {
    for (const unknown of issue.keys) {
      const node = yaml.key([...path, unknown]);
      const near = closestWord(unknown, known);
      complain(
        'parse/unknown-key',
        node === undefined ? fallback : yaml.spanOf(node),
        `Unexpected key \`${unknown}\` in \`${name}\`, expected ${oneOf(near === undefined ? known : [near])}`,
        near === undefined ? undefined : `did you mean \`${near}\`?`,
      );
    }
    return;
  }
  const node = yaml.node(path);
  if (issue.path.length > 0 && yaml.pair(path) === undefined && node === undefined) {
    complain(
      'parse/missing-key',
      fallback,
      `Unexpected \`${key}\` without \`${issue.path.join('.')}\`, ${issue.message}`,
    );
    return;
  }
  const expected = issue.path.length > 0 ? issue.message : `expected keys such as \`${known[0]}\``;
  const found = node === undefined ? '' : yaml.sourceOf(node);
  const place = node === undefined || found === '' ? yaml.key(path) : node;
  complain(
    'parse/invalid-value',
    place === undefined ? fallback : yaml.spanOf(place),
    found === ''
      ? `Unexpected \`${name}\` without a value, ${expected}`
      : `Unexpected value \`${found}\` of \`${name}\`, ${expected}`,
  );
}

function complainMisspelt(yaml: FrontMatterYaml, root: YAMLMap, complain: Complain): void {
  for (const { key } of root.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const near = ['runbook', 'fixture'].find(
      (known) => editDistance(name.toLowerCase(), known) <= 2,
    );
    if (near === undefined || near === name) continue;
    complain(
      'parse/misspelt-key',
      yaml.spanOf(key),
      `Unexpected key \`${name}\`, expected \`${near}\`: this page would silently not run`,
      `did you mean \`${near}\`?`,
    );
  }
}

function oneOf(names: readonly string[]): string {
  if (names.length === 1) return `\`${names[0]}\``;
  return `${names
    .slice(0, -1)
    .map((name) => `\`${name}\``)
    .join(', ')} or \`${names.at(-1)}\``;
}
