// One small lie after the other in what a page says must come out.
import type { Expectation } from '../../../runner/model/expectation.ts';

export type MutantKind =
  | 'number changed'
  | 'word changed'
  | 'key renamed'
  | 'truth turned'
  | 'list no longer empty'
  | 'limit out of reach'
  | 'type narrowed'
  | 'line added'
  | 'filter turned'
  | 'placeholder misspelt'
  | 'variable misspelt';

export interface Mutant {
  readonly kind: MutantKind;
  /** Line of the page, from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The whole page. */
  readonly text: string;
}

interface Rule {
  readonly kind: MutantKind;
  readonly kinds: readonly Expectation['kind'][];
  /** Everything that it finds on a line becomes a mutant of its own. */
  readonly find: RegExp;
  readonly replace: (found: string) => string;
}

/** A mark of the format, so that rules for plain text leave it alone. */
const mark = /<[^<>]*>/g;

const rules: readonly Rule[] = [
  {
    kind: 'number changed',
    kinds: ['text', 'json'],
    find: /(?<![\w.<$-])\d+(?![\w.])/g,
    replace: (found) => String(BigInt(found) + 1n),
  },
  {
    kind: 'word changed',
    kinds: ['text'],
    find: /(?<![\w<$])[a-z]{3,}(?!\w)/gi,
    replace: (found) => `${found}x`,
  },
  {
    kind: 'word changed',
    kinds: ['json'],
    find: /(?<=[:[,] ?)"(?!\.\.\.")[\w-]+"(?!\s*:)/g,
    replace: (found) => `${found.slice(0, -1)}x"`,
  },
  {
    kind: 'key renamed',
    kinds: ['json'],
    find: /"\w+"(?=\s*:)/g,
    replace: (found) => `${found.slice(0, -1)}_x"`,
  },
  {
    kind: 'truth turned',
    kinds: ['json'],
    find: /\b(?:true|false)\b/g,
    replace: (found) => (found === 'true' ? 'false' : 'true'),
  },
  {
    kind: 'list no longer empty',
    kinds: ['json'],
    find: /\[\s*\]/g,
    replace: () => '["x"]',
  },
];

/** The same for what stands in marks. */
const markRules: readonly Rule[] = [
  {
    kind: 'limit out of reach',
    kinds: ['text', 'json'],
    find: /(?<=\bat least )\d+(?:\.\d+)?/g,
    replace: () => '987654321098',
  },
  {
    kind: 'limit out of reach',
    kinds: ['text', 'json'],
    find: /(?<=\b(?:below|at most) )\d+(?:\.\d+)?/g,
    replace: () => '-987654321098',
  },
  {
    kind: 'placeholder misspelt',
    kinds: ['text', 'json'],
    find: /\b(?:word|integer|number|string|timestamp|duration|boolean)\b/g,
    replace: (found) => `${found}z`,
  },
  {
    kind: 'type narrowed',
    kinds: ['text', 'json'],
    find: /\b(?:word|integer|number|string|any|duration)\b/g,
    replace: () => 'boolean',
  },
  {
    kind: 'variable misspelt',
    kinds: ['text', 'json'],
    find: /\$[A-Z][A-Z0-9_]*/g,
    replace: (found) => `${found}_X`,
  },
];

const filterRules: readonly Rule[] = [
  { kind: 'filter turned', kinds: ['jq'], find: /==/g, replace: () => '!=' },
  { kind: 'filter turned', kinds: ['jq'], find: /(?<![<>=!])>=?(?!=)/g, replace: () => '<' },
];

/** In the order of the lines. `lines`: of the page; `expectation` stands on it. */
export function mutantsOf(lines: readonly string[], expectation: Expectation): readonly Mutant[] {
  if (!('lines' in expectation) && !('pattern' in expectation) && expectation.kind !== 'jq')
    return [];
  // Of a text that must not appear, nearly every change is as true: it is proved by `runbook vacuity`.
  if (expectation.kind === 'absent' || expectation.kind === 'regex') return [];
  const { span } = expectation;
  const mutants: Mutant[] = [];
  for (let number = span.line + 1; number < span.endLine; number += 1) {
    const line = lines[number - 1] ?? '';
    if (line.trim() === '...') continue;
    for (const { kind, after } of changesOf(line, expectation.kind)) {
      mutants.push({
        kind,
        line: number,
        before: line,
        after,
        text: withLine(lines, number, after),
      });
    }
  }
  return expectation.kind === 'text' ? [...mutants, addedLine(lines, span.endLine)] : mutants;
}

function changesOf(
  line: string,
  of: Expectation['kind'],
): readonly { readonly kind: MutantKind; readonly after: string }[] {
  const marks = [...line.matchAll(mark)].map(({ index, 0: { length } }) => [index, index + length]);
  const isMarked = (at: number): boolean =>
    marks.some(([from = 0, to = 0]) => at >= from && at < to);
  const apply = (all: readonly Rule[], wants: (at: number) => boolean) =>
    all
      .filter(({ kinds }) => kinds.includes(of))
      .flatMap(({ kind, find, replace }) =>
        [...line.matchAll(find)]
          .filter(({ index }) => wants(index))
          .map(({ index, 0: found }) => ({
            kind,
            after: line.slice(0, index) + replace(found) + line.slice(index + found.length),
          })),
      );
  if (of === 'jq') return apply(filterRules, () => true);
  return [...apply(rules, (at) => !isMarked(at)), ...apply(markRules, isMarked)];
}

function withLine(lines: readonly string[], number: number, text: string): string {
  return lines.with(number - 1, text).join('\n');
}

/** In front of the closing fence, indented like it. */
function addedLine(lines: readonly string[], fence: number): Mutant {
  const before = lines[fence - 1] ?? '';
  const indent = /^\s*/.exec(before)?.[0] ?? '';
  const after = `${indent}this line is printed by nobody`;
  const text = [...lines.slice(0, fence - 1), after, ...lines.slice(fence - 1)].join('\n');
  return { kind: 'line added', line: fence, before: '', after, text };
}
