import type { CheckedPage, Finding } from '../rule.ts';

/** `$ ` in front of a command is copied with it, and `$` is no program. */
export function* prompt({ runbook, lines }: CheckedPage): Iterable<Finding> {
  for (const step of runbook.sections.flatMap((section) => section.steps)) {
    for (const [index, text] of step.code.split('\n').entries()) {
      if (!/^\s*\$ /.test(text)) continue;
      const line = step.codeLine + index;
      const source = lines[line - 1] ?? '';
      const column = source.length - text.trimStart().length + 1;
      yield {
        code: 'check/prompt',
        span: { line, column, endLine: line, endColumn: column + 2 },
        message: 'Unexpected prompt `$ `, expected the command alone',
        hint: 'remove it; output goes into a `text expect` block of its own',
      };
    }
  }
}
