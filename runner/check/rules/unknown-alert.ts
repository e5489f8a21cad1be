import { type CheckedPage, type Finding, lineSpan } from '../rule.ts';

/** An alert that no rule defines never fires, so nobody is ever led to this page by it. */
export function* unknownAlert({ runbook, lines, alerts }: CheckedPage): Iterable<Finding> {
  if (alerts === undefined) return;
  const begin = lines.findIndex((text) => /^\s+alerts:/.test(text));
  for (const name of runbook.runbook?.alerts ?? []) {
    if (alerts.has(name)) continue;
    const named = new RegExp(`(?<![\\w-])${name.replaceAll(/\W/g, '\\$&')}(?![\\w-])`);
    const index = lines.findIndex((text, at) => at >= begin && named.test(text));
    const column = (lines[index]?.search(named) ?? 0) + 1;
    const line = index + 1;
    yield {
      code: 'check/unknown-alert',
      span:
        line < 1
          ? lineSpan(lines, 1)
          : { line, column, endLine: line, endColumn: column + name.length },
      message: `Unexpected alert \`${name}\`, expected one that a rule file defines`,
      hint: 'the config names the rule files under `alerts`',
    };
  }
}
