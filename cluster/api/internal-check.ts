/** Checks what other nodes send: they run this program, so nothing here explains itself to people. */
import type * as z from 'zod';
import { ApiError } from '../errors.ts';

/** Answers one path; `from` is the sender's node id. */
export type Handler = (body: unknown, from: string) => unknown;

export function check<Schema extends z.ZodType>(expected: Schema, body: unknown): z.infer<Schema> {
  const checked = expected.safeParse(body);
  if (checked.success) return checked.data;
  throw new ApiError('MEMORY_VALIDATION_ERROR', 'Unexpected request of another node.', {
    cause: checked.error,
  });
}
