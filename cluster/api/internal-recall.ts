/** What nodes ask each other about memories in any copy of a space, up to date or not. */
import * as z from 'zod';
import type { SpaceId } from '../model/ids.ts';
import type { Recalled, RecallQuestion } from '../store/recall-question.ts';
import { spaceId } from './contract/endpoint.ts';
import { embedding } from './contract/recall.ts';

export const recallPath = '/internal/v1/recall';

/** `/internal/v1/recall`: to a node that should hold a copy of the space. */
export type RecallRequest = { readonly space: SpaceId; readonly question: RecallQuestion };

export type RecallAnswer =
  | { readonly kind: 'recalled'; readonly recalled: Recalled }
  | { readonly kind: 'no-copy' };

const instant = z.number().nullable();

export const recallRequest = z.strictObject({
  space: spaceId,
  question: z.strictObject({
    text: z.string().nullable(),
    embedding: embedding.nullable(),
    limit: z.int().min(1).max(100),
    threshold: z.number(),
    requiredTags: z.array(z.string()),
    excludedTags: z.array(z.string()),
    from: instant,
    to: instant,
  }),
});
