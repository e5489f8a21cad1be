// Blocks that carry the word `expect`: which matcher reads them, and which step they belong to.
import type { Expectation, JsonPattern } from '../model/expectation.ts';
import type { CaptureNote } from './captures.ts';
import { closestWord } from './closest-word.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { readInfoWords } from './info-string.ts';
import { readJsonPattern } from './json-pattern.ts';
import { readTextPattern } from './text-pattern.ts';

/** Complains about words that are nearly `expect`, because such a block would silently not be compared. */
export function isExpectation(fence: Fence, complain: Complain): boolean {
  if (/^expect(?:ed)?$/i.test(fence.language)) {
    complain(
      'parse/expectation-language',
      fence.languageSpan,
      `Unexpected language \`${fence.language}\`, expected \`text expect\` or \`json expect\``,
    );
    return false;
  }
  const words = fence.info.split(/\s+/);
  if (words.includes('expect')) return true;
  const near = words.find((word) => closestWord(word, ['expect']) !== undefined);
  // Other words belong to whoever renders the page.
  if (near !== undefined) {
    const column = fence.infoColumn + fence.info.indexOf(near);
    complain(
      'parse/unknown-attribute',
      { line: fence.line, column, endLine: fence.line, endColumn: column + near.length },
      `Unexpected word \`${near}\`, expected \`expect\``,
      'did you mean `expect`?',
    );
  }
  return false;
}

/** What cannot be read is complained about, and still counts as said: nothing runs, and no rule complains once more. */
export function readExpectation(
  fence: Fence,
  complain: Complain,
  noteCapture: CaptureNote,
): Exclude<Expectation, { kind: 'exit-code' }> {
  complainWords(fence, complain);
  const source = fence.content.join('\n');
  const language = fence.language.toLowerCase();
  if (textLanguages.has(language)) {
    return {
      kind: 'text',
      stream: 'stdout',
      lines: readTextPattern(fence, complain, noteCapture),
      span: fence.span,
      source,
    };
  }
  if (language === 'json') {
    const pattern = readJsonPattern(fence, complain, noteCapture) ?? unreadable;
    return { kind: 'json', stream: 'stdout', pattern, span: fence.span, source };
  }
  complain(
    'parse/expectation-language',
    fence.languageSpan,
    `Unexpected language \`${fence.language}\` of an expectation, expected \`text\` or \`json\``,
  );
  return { kind: 'text', stream: 'stdout', lines: [], span: fence.span, source };
}

const unreadable: JsonPattern = { kind: 'literal', value: null };

const textLanguages: ReadonlySet<string> = new Set(['text', 'txt', 'plain', 'plaintext', 'none']);

function complainWords(fence: Fence, complain: Complain): void {
  let seen = false;
  for (const word of readInfoWords(fence, complain)) {
    if (word.name === 'expect' && word.value === undefined && !seen) {
      seen = true;
      continue;
    }
    if (word.name === 'expect') {
      complain(
        'parse/duplicate-attribute',
        word.nameSpan,
        'Unexpected second `expect`, expected the word once',
      );
      continue;
    }
    complain(
      'parse/unknown-attribute',
      word.nameSpan,
      `Unexpected \`${word.name}\` on an expectation, expected only the word \`expect\``,
      'attributes stand on the step above',
    );
  }
}
