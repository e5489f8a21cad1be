// The words after the language of a fence, with the place of each: `name=x`, `skip="a reason"`, `expect`.
import type { SourceSpan } from '../model/source.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { spanInLine } from './source-text.ts';

export interface InfoWord {
  /** What stands before `=`, or the whole word. */
  readonly name: string;
  readonly nameSpan: SourceSpan;
  /** Present if there is a `=`; without its quotes. */
  readonly value?: string;
  /** With its quotes. */
  readonly valueSpan: SourceSpan;
}

/** Complains about what is no word; the other words are still read. */
export function readInfoWords(fence: Fence, complain: Complain): readonly InfoWord[] {
  const words: InfoWord[] = [];
  for (const match of fence.info.matchAll(/[^\s"=]+(?:="[^"]*"|=[^\s"]*)?(?=\s|$)|\S+/g)) {
    const text = match[0];
    const column = fence.infoColumn + match.index;
    if (!wordForm.test(text)) {
      complain(
        'parse/attribute-syntax',
        spanInLine(fence.line, column, text.length),
        `Unexpected \`${text}\`, expected \`key=value\` or \`key="a value"\``,
        text.split('"').length % 2 === 0 ? 'close the quote' : undefined,
      );
      continue;
    }
    const [name = '', ...rest] = text.split('=');
    const raw = rest.length === 0 ? undefined : rest.join('=');
    words.push({
      name,
      nameSpan: spanInLine(fence.line, column, name.length),
      ...(raw !== undefined && { value: raw.startsWith('"') ? raw.slice(1, -1) : raw }),
      valueSpan: spanInLine(fence.line, column + name.length + 1, raw?.length ?? 0),
    });
  }
  return words;
}

const wordForm = /^[\w.-]+(?:=(?:"[^"]*"|[^\s"]*))?$/;
