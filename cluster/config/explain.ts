/** Turns what is wrong with a configuration into sentences, one a line, all of them at once. */
import type * as z from 'zod';
import { closest } from './closest.ts';
import { tableOf } from './without-effect.ts';

export function explainIssues(error: z.ZodError, path: string, schema: z.ZodType): string {
  const lines = error.issues.flatMap((issue) => explain(issue, schema));
  return lines.map((line) => `${path}: ${line}`).join('\n');
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const near = closest(key, known);
      const hint =
        near === null
          ? `, expected one of ${known.map((name) => `\`${name}\``).join(', ')}`
          : `, did you mean \`${toPath([...issue.path, near])}\`?`;
      return `Unexpected key \`${toPath([...issue.path, key])}\`${hint}`;
    });
  }
  return [`Unexpected value for \`${toPath(issue.path)}\`: ${issue.message}`];
}

const toPath = (parts: readonly PropertyKey[]): string => parts.map(String).join('.');

/** Names of the keys that the table at `path` has. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let table = tableOf(schema);
  for (const part of path) table = tableOf(table?.shape[String(part)]);
  return Object.keys(table?.shape ?? {});
}
