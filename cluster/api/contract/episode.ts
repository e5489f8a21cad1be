/** Episodes: memories of something that happened, told in parts. */
import * as z from 'zod';
import { endpoint, memoryId, noFields, spaceId } from './endpoint.ts';
import { contentBytesMax, remember } from './memory.ts';
import { embedding } from './recall.ts';

const part = z.string().trim().min(1).max(10_000);

export const rememberEpisode = endpoint({
  method: 'POST',
  path: '/api/v1/episodes/remember',
  summary:
    'Stores an episode as one memory whose content is its parts, a line each, so that recall finds all of them.',
  access: 'memory:write',
  params: noFields,
  query: z.strictObject({ space: spaceId.optional() }),
  request: z.strictObject({
    what: z
      .string()
      .refine((text) => text.trim() !== '', { error: 'expected some text, got only blanks' })
      .refine((text) => Buffer.byteLength(text) <= contentBytesMax / 2, {
        error: `expected at most ${contentBytesMax / 2} bytes of UTF-8`,
      }),
    /** Becomes `observed_at`. */
    when: z.iso.datetime({ offset: true }),
    where_location: part.optional(),
    who: z.array(z.string().trim().min(1).max(200)).max(100).optional(),
    why: part.optional(),
    how: part.optional(),
    embedding: embedding.optional(),
    /** −1 to 1. */
    emotional_valence: z.number().min(-1).max(1).optional(),
    /** Becomes the confidence. Default: 0.5. */
    importance: z.number().min(0).max(1).default(0.5),
    tags: z.array(z.string().min(1).max(100)).max(100).default([]),
    /** Default: `ep_` and 8 hexadecimal digits. */
    id: memoryId.optional(),
    memory_space_id: spaceId.optional(),
  }),
  status: 201,
  response: remember.response,
  errors: [],
});
