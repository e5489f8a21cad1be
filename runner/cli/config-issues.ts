// What is wrong with a config, in sentences that name the key.
import type { z } from 'zod';
import { closestWord } from '../parse/closest-word.ts';

/** Keys by where they may stand; `*` is any name. */
const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['path', 'env', 'template', 'secrets', 'alerts', 'docs', 'targets'],
  'template.*': ['title', 'contains'],
  'targets.*': ['shell', 'env', 'secrets', 'policy'],
  'targets.*.policy': ['mutating', 'destructive'],
};

/** One line an issue. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], file: string): string {
  const lines = issues.flatMap(describe).map(([what, expected]) => {
    return `Unexpected ${what} in \`${file}\`, ${expected}`;
  });
  return [...new Set(lines)].join('\nerror: ');
}

type Sentence = readonly [what: string, expected: string];

function describe(issue: z.core.$ZodIssue): readonly Sentence[] {
  const nested = issue.code === 'invalid_union' ? nearestBranch(issue) : undefined;
  if (nested !== undefined) return nested.flatMap(describe);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = knownKeys[pattern(path)] ?? [];
      const closest = closestWord(key, known);
      const expected = closest === undefined ? list(known) : `\`${closest}\``;
      return [`key \`${[...path, key].join('.')}\``, `expected ${expected}`];
    });
  }
  const where = path.length === 0 ? '`config`' : `\`${path.join('.')}\``;
  if (issue.code === 'invalid_key') return [[`name ${where}`, reasonOf(issue.issues[0] ?? issue)]];
  return [[`value of ${where}`, reasonOf(issue)]];
}

function reasonOf({ message }: z.core.$ZodIssue): string {
  return message.replace(/^Invalid (input|option): /, '');
}

/** Of the shapes that a value may have, the one that it was meant to be: an object has the issues of the object. */
function nearestBranch(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
): readonly z.core.$ZodIssue[] | undefined {
  const meant = issue.errors.find((branch) =>
    branch.some(({ code, path }) => code === 'unrecognized_keys' || path.length > 0),
  );
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function pattern(path: readonly string[]): string {
  return path.map((part, index) => (index === 1 ? '*' : part)).join('.');
}

function list(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length === 1
    ? (quoted[0] ?? '')
    : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
