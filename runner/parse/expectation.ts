// Blocks that carry the word `expect`: which matcher reads them, on which stream.
import type { Expectation, JsonPattern, OutputStream } from '../model/expectation.ts';
import { readAbsentLines } from './absent-lines.ts';
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { readFilters, readRegex } from './filters.ts';
import { readInfoWords } from './info-string.ts';
import { readJsonPattern } from './json-pattern.ts';
import type { ReadContext } from './read-context.ts';
import { readTextPattern } from './text-pattern.ts';

/** Complains about words that are nearly `expect`, because such a block would silently not be compared. */
export function isExpectation(fence: Fence, complain: Complain): boolean {
  if (/^expect(?:ed)?$/i.test(fence.language)) {
    complain(
      'parse/expectation-language',
      fence.languageSpan,
      `Unexpected language \`${fence.language}\`, expected \`text expect\`, \`json expect\`, \`jq expect\` or \`regex expect\``,
    );
    return false;
  }
  const words = fence.info.split(/\s+/);
  if (words.includes('expect')) return true;
  const isOutput = languages.has(fence.language.toLowerCase());
  const near = words.find((word) => {
    const [name = '', value] = word.split(/[=:]/);
    if (name === 'expect' || closestWord(name, ['expect']) !== undefined) return true;
    return isOutput && value === undefined && (name === 'absent' || name === 'stderr');
  });
  // Other words belong to whoever renders the page.
  if (near !== undefined) {
    const column = fence.infoColumn + fence.info.indexOf(near);
    const isWithout = near === 'absent' || near === 'stderr';
    complain(
      'parse/unknown-attribute',
      { line: fence.line, column, endLine: fence.line, endColumn: column + near.length },
      isWithout
        ? `Unexpected \`${near}\` without \`expect\`, expected both`
        : `Unexpected word \`${near}\`, expected \`expect\``,
      isWithout ? `write \`${fence.language} expect ${near}\`` : meant(near),
    );
  }
  return false;
}

/** `expect=stderr` says a stream, `expect: x` whatever: the word stands alone, and others after it. */
function meant(near: string): string {
  const [, stream] = /^\w+[=:](absent|stderr)$/.exec(near) ?? [];
  return stream === undefined ? 'did you mean `expect`?' : `did you mean \`expect ${stream}\`?`;
}

type BlockExpectation = Exclude<Expectation, { kind: 'exit-code' | 'duration' }>;

/** What cannot be read is complained about, and still counts as said: nothing runs, and no rule complains once more. */
export function readExpectation(fence: Fence, context: ReadContext): BlockExpectation {
  const { complain, noteCapture } = context;
  const kind = languages.get(fence.language.toLowerCase());
  const { isAbsent, stream } = readWords(fence, kind, complain);
  const block = { stream, span: fence.span, source: fence.content.join('\n') };
  switch (kind) {
    case 'text':
      return isAbsent
        ? { kind: 'absent', ...block, lines: readAbsentLines(fence, complain) }
        : { kind, ...block, lines: readTextPattern(fence, complain, noteCapture) };
    case 'json':
      return {
        kind,
        ...block,
        pattern: readJsonPattern(fence, complain, noteCapture) ?? unreadable,
      };
    case 'jq':
      return { kind, ...block, filters: readFilters(fence, context) };
    case 'regex':
      return { kind, ...block, pattern: readRegex(fence, complain) };
    case undefined:
      complain(
        'parse/expectation-language',
        fence.languageSpan,
        `Unexpected language \`${fence.language}\` of an expectation, expected \`text\`, \`json\`, \`jq\` or \`regex\``,
      );
      return { kind: 'text', ...block, lines: [] };
  }
}

const unreadable: JsonPattern = { kind: 'literal', value: null };

type Language = 'text' | 'json' | 'jq' | 'regex';

const languages: ReadonlyMap<string, Language> = new Map([
  ['text', 'text'],
  ['txt', 'text'],
  ['plain', 'text'],
  ['plaintext', 'text'],
  ['none', 'text'],
  ['json', 'json'],
  ['jq', 'jq'],
  ['regex', 'regex'],
]);

function readWords(
  fence: Fence,
  kind: Language | undefined,
  complain: Complain,
): { readonly isAbsent: boolean; readonly stream: OutputStream } {
  const seen = new Set<string>();
  for (const { name, value, nameSpan } of readInfoWords(fence, complain)) {
    if (value === undefined && seen.has(name)) {
      complain(
        'parse/duplicate-attribute',
        nameSpan,
        `Unexpected second \`${name}\`, expected the word once`,
      );
    } else if (value === undefined && expectationWords.includes(name)) {
      seen.add(name);
      if (name !== 'absent' || kind === 'text') continue;
      complain(
        'parse/attribute-conflict',
        nameSpan,
        `Unexpected \`absent\` on \`${fence.language}\`, expected it on \`text\``,
        kind === 'jq' ? 'a filter says it itself, such as `.errors == []`' : undefined,
      );
    } else {
      const near = closestWord(name, ['absent', 'stderr']);
      complain(
        'parse/unknown-attribute',
        nameSpan,
        `Unexpected \`${name}\` on an expectation, expected only the words \`expect\`, \`absent\` and \`stderr\``,
        near === undefined ? 'attributes stand on the step above' : `did you mean \`${near}\`?`,
      );
    }
  }
  return { isAbsent: seen.has('absent'), stream: seen.has('stderr') ? 'stderr' : 'stdout' };
}

const expectationWords: readonly string[] = ['expect', 'absent', 'stderr'];
