// Reads a journal back. It was written by a process that may have died in the middle of a line.
import { z } from 'zod';
import type { JournalEntry } from './journal-entry.ts';

const at = z.iso.datetime();
const witness = {
  who: z.string(),
  host: z.string(),
  pid: z.int().min(1),
  processStartedAt: z.string(),
};
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.int().min(1);

const entrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('kind', [
  z.object({
    at,
    kind: z.literal('started'),
    schema: z.literal(1),
    ...witness,
    page: z.string(),
    title: z.string(),
    sha256,
    target: z.string(),
    practice: z.boolean(),
    steps: z.record(z.string(), z.string()),
  }),
  z.object({ at, kind: z.literal('resumed'), ...witness, step: z.string(), sha256 }),
  z.object({
    at,
    kind: z.literal('variable'),
    name: z.string(),
    value: z.string().exactOptional(),
    source: z.enum(['parameter', 'capture', 'operator']),
  }),
  z.object({
    at,
    kind: z.literal('decided'),
    step: z.string(),
    line,
    choice: z.enum(['run', 'retry', 'skip', 'leave', 'quit']),
    reason: z.string().exactOptional(),
  }),
  z.object({
    at,
    kind: z.literal('finished'),
    step: z.string(),
    line,
    title: z.string(),
    risk: z.string(),
    code: z.string(),
    outcome: z.enum(['pass', 'fail', 'error', 'skip']),
    reason: z.string().exactOptional(),
    durationMs: z.number().min(0),
    stdout: z.string(),
    stderr: z.string(),
  }),
  z.object({ at, kind: z.literal('ended'), how: z.enum(['completed', 'quit', 'interrupted']) }),
]);

export type ReadJournal =
  | { readonly kind: 'journal'; readonly entries: readonly JournalEntry[] }
  /** `line` counts from 1. */
  | { readonly kind: 'damaged'; readonly line: number; readonly reason: string };

/** A last line without its end was being written when the process died: it is left out. */
export function readJournal(text: string): ReadJournal {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const entries: JournalEntry[] = [];
  for (const [index, source] of lines.entries()) {
    const read = entrySchema.safeParse(parse(source));
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.join('.') ?? '';
      const reason = `${where === '' ? '' : `\`${where}\`: `}${issue?.message ?? 'no entry'}`;
      return { kind: 'damaged', line: index + 1, reason };
    }
    entries.push(read.data);
  }
  const [first] = entries;
  if (first?.kind !== 'started') {
    return { kind: 'damaged', line: 1, reason: 'expected an entry of kind `started`' };
  }
  return { kind: 'journal', entries };
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
