// The parameters of a page, as the runner reads them: other readers of YAML turn `007` into 7.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunbook, type RunbookFacts } from '../../runner/index.ts';

/** `file` is relative to the project. */
export function pageParameters(file: string): RunbookFacts['parameters'] {
  const { runbook } = parseRunbook({ path: file, text: readFileSync(join(process.cwd(), file)) });
  return runbook.runbook?.parameters ?? [];
}

type Parameter = RunbookFacts['parameters'][number];

/** What a value must be, in a few words; empty for any text. */
export function parameterForm({ type, choices, pattern }: Parameter): string {
  if (choices !== undefined) return `One of ${choices.map(quote).join(', ')}.`;
  const form = forms[type] ?? '';
  return pattern === undefined
    ? form
    : [form, `Matches ${quote(pattern)}.`].filter(Boolean).join(' ');
}

const forms: Readonly<Partial<Record<Parameter['type'], string>>> = {
  word: 'One word.',
  integer: 'A whole number.',
  number: 'A number.',
  boolean: '`true` or `false`.',
  timestamp: 'Date and time, such as `2026-01-05T10:00:00Z`.',
  duration: 'A time, such as `90s`.',
  bytes: 'A number of bytes, such as `512Mi`.',
  percent: 'A percentage, such as `55%`.',
  secret: 'A secret: it is shown nowhere.',
};

function quote(text: string): string {
  return `\`${text}\``;
}
