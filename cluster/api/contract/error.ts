/** The body of every answer that is not a success. */
import * as z from 'zod';
import { type ErrorCode, errorStatus } from '../../errors.ts';

const codes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

export const errorEnvelope = z.object({
  error: z.object({
    /** Stable name of what went wrong; `errorStatus` gives the HTTP status of each. */
    code: z.enum(codes),
    /** One sentence that stands alone in a log. */
    message: z.string(),
    /** What this code means in general. */
    educational_context: z.string(),
    /** One thing to do now. */
    cognitive_guidance: z.string(),
    /** Writes only. `not_applied`: it certainly did not happen. `unknown`: it may have; a repetition with the same id is safe. */
    outcome: z.enum(['not_applied', 'unknown']).optional(),
    /** Which fields of the request were not as expected, each with its path. */
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
  documentation: z.object({
    api_guide: z.string(),
    memory_concepts: z.string(),
    examples: z.string(),
  }),
});

export type ErrorEnvelope = z.infer<typeof errorEnvelope>;
