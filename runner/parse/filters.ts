// jq filters, one a line, and regular expressions.
import type { Expectation } from '../model/expectation.ts';
import type { Complain } from './complain.ts';
import { type Fence, fenceLine } from './fence.ts';
import type { ReadContext } from './read-context.ts';
import { spanInLine } from './source-text.ts';

type Filters = Extract<Expectation, { kind: 'jq' }>['filters'];

/** Empty lines and comments do not count. */
export function readFilters(fence: Fence, { complain, jqProblem }: ReadContext): Filters {
  const filters = fence.content.flatMap((text, index) => {
    const source = text.trim();
    if (source === '' || source.startsWith('#')) return [];
    const line = fence.line + 1 + index;
    const problem = jqProblem?.(source);
    if (problem !== undefined) {
      const column = (fence.columns[index] ?? 1) + text.indexOf(source);
      complain(
        'parse/jq-syntax',
        spanInLine(line, column, source.length),
        `Unexpected jq filter \`${shorten(source)}\`, expected one that jq accepts: ${problem}`,
        'each line is a filter of its own',
      );
    }
    return [{ line, source }];
  });
  if (filters.length === 0) {
    complain(
      'parse/empty-expectation',
      fenceLine(fence),
      'Unexpected `jq` block without a filter, expected one such as `.nodes | length == 3`',
    );
  }
  return filters;
}

/** Empty lines at its end do not count. */
export function readRegex(fence: Fence, complain: Complain): string {
  const last = fence.content.findLastIndex((line) => line.trim() !== '');
  const pattern = fence.content.slice(0, last + 1).join('\n');
  if (pattern === '') {
    complain(
      'parse/empty-expectation',
      fenceLine(fence),
      'Unexpected `regex` block without an expression, expected one such as `\\d+ nodes`',
      'for no output at all use an empty `text expect`',
    );
    return pattern;
  }
  try {
    new RegExp(pattern, 'msu');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const first = fence.content.findIndex((line) => line.trim() !== '');
    const line = fence.content[first] ?? '';
    complain(
      'parse/regex-syntax',
      spanInLine(fence.line + 1 + first, fence.columns[first] ?? 1, line.trimEnd().length),
      `Unexpected regular expression, expected one that JavaScript accepts with the flags \`msu\`: ${text.slice(text.lastIndexOf(': ') + 2)}`,
    );
  }
  return pattern;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
