// From the bytes of a page to a runbook and everything that is wrong with it. Never throws on any input.
import type { Root } from 'mdast';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { readBlockTree } from './block-tree.ts';
import { listBlocks, type PageBlock } from './blocks.ts';
import { type Complain, collectDiagnostics } from './complain.ts';
import type { JqProblem } from './jq-problem.ts';
import { type FrontMatter, locateFact, readFrontMatter } from './read-front-matter.ts';
import { readSections } from './sections.ts';
import { readSource, type SourceText, spanInLine } from './source-text.ts';

export interface PageSource {
  /** As the caller gave it; diagnostics and reports repeat it. */
  readonly path: string;
  readonly text: string | Uint8Array;
  /** Asks jq about a filter. Default: filters are not looked at, and a wrong one shows when it is judged. */
  readonly jqProblem?: JqProblem;
}

export interface ParsedRunbook {
  readonly runbook: Runbook;
  /** In page order. An error among them means that nothing of the page may run. */
  readonly diagnostics: readonly Diagnostic[];
}

export function parseRunbook({ path, text, jqProblem }: PageSource): ParsedRunbook {
  const { complain, inOrder } = collectDiagnostics(path);
  const source = readSource(text);
  if (source.damage !== undefined) {
    complain('parse/not-utf-8', source.damage, 'Unexpected byte, expected UTF-8');
  }
  const root = isReadable(source, complain) ? readBlockTree(source.text) : undefined;
  const blocks = root === undefined ? [] : listBlocks(root, source.lines);
  const facts = root === undefined ? {} : readFacts(root, source, complain);
  const title = facts.title ?? firstHeading(blocks) ?? fileName(path);
  const runs = facts.runbook !== undefined || facts.fixture !== undefined;
  const parameters = new Set(facts.runbook?.parameters.map(({ name }) => name));
  return {
    runbook: {
      file: path,
      title,
      sha256: source.sha256,
      ...(facts.runbook && { runbook: facts.runbook }),
      ...(facts.fixture && { fixture: facts.fixture }),
      sections: readSections(blocks, { runs, pageTitle: title, parameters, jqProblem }, complain),
    },
    diagnostics: inOrder(),
  };
}

/** Where a front matter value stands, such as `['runbook', 'fixture']`; line 1 if it is not there. */
export function locateFrontMatter(text: string | Uint8Array, path: readonly string[]): SourceSpan {
  const { lines } = readSource(text);
  const end = lines.indexOf('---', 1);
  return locateFact(lines.slice(1, Math.max(end, 1)), 2, path) ?? spanInLine(1, 1, 3);
}

/** One mebibyte: a hundred times the longest page that a person reads during an incident. */
const longestPage = 1024 * 1024;
/** Lists and quotes in one another on one line; the time to parse grows with the square of it. */
const deepestNesting = 100;
/** A list or quote this far from the margin stands in a hundred others. */
const farRight = new RegExp(`^[ \\t]{${2 * deepestNesting},}(?:>|[-+*]|\\d{1,9}[.)])`);
const nested = new RegExp(`^[ \\t]*(?:(?:>|[-+*]|\\d{1,9}[.)])[ \\t]*){${deepestNesting}}`);

function isReadable({ text, lines }: SourceText, complain: Complain): boolean {
  if (text.length > longestPage) {
    complain(
      'parse/too-large',
      spanInLine(1, 1, 1),
      `Unexpected page of ${text.length} characters, expected at most ${longestPage}`,
    );
    return false;
  }
  const deep = lines.findIndex(
    (line) => farRight.test(line) || (nested.test(line) && !/^[ \t]*(?:[-*][ \t]*)+$/.test(line)),
  );
  if (deep < 0) return true;
  complain(
    'parse/too-large',
    spanInLine(deep + 1, 1, 1),
    `Unexpected nesting, expected at most ${deepestNesting} lists and quotes in one another`,
  );
  return false;
}

function readFacts(root: Root, source: SourceText, complain: Complain): FrontMatter {
  const [first] = root.children;
  if (first?.type === 'yaml' && first.position !== undefined) {
    const { start, end } = first.position;
    return readFrontMatter(source.lines.slice(start.line, end.line - 1), start.line + 1, complain);
  }
  complainMisplaced(source, complain);
  return {};
}

/** A page whose front matter is not at its top, or never ends, would silently be a reference page. */
function complainMisplaced({ lines }: SourceText, complain: Complain): void {
  const fence = lines.findIndex((line) => line.trim() !== '');
  if (!/^\s*---\s*$/.test(lines[fence] ?? '')) return;
  const key = lines.findIndex((line, index) => index > fence && /^(?:runbook|fixture):/.test(line));
  if (key < 0) return;
  complain(
    'parse/front-matter-place',
    spanInLine(fence + 1, 1, (lines[fence] ?? '').length),
    'Unexpected front matter, expected it between two `---` lines at the very top of the file',
    fence > 0
      ? 'remove the empty lines above'
      : 'write `---` on a line of its own below the last key',
  );
}

function firstHeading(blocks: readonly PageBlock[]): string | undefined {
  const found = blocks.find((block) => block.kind === 'heading' && block.depth === 1);
  return found?.kind === 'heading' && found.title !== '' ? found.title : undefined;
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1)?.replace(/\.md$/, '') ?? path;
}
