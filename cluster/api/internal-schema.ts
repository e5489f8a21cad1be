/**
 * What may come in from other nodes. They run this program, so nothing here explains itself to people; but whatever
 * reaches a log is applied by every copy for ever, so nothing of another shape may get that far.
 */
import * as z from 'zod';
import { entryTypes } from '../model/entry.ts';
import { catalogGroup } from '../model/ids.ts';
import { settingNames } from '../placement/settings.ts';
import { memoryId, nodeId, spaceId } from './contract/endpoint.ts';
import { embedding } from './contract/recall.ts';
import { noteMoveCommand } from './internal-schema-placement.ts';

const epoch = z.int().nonnegative();
const copySet = z.strictObject({ voters: z.array(nodeId).min(1), learners: z.array(nodeId) });
/** `*` begins the names of batches. */
const operationId = z
  .string()
  .max(64)
  .regex(/^(?!\*)/)
  .nullable();

const memoryRecord = z.strictObject({
  id: memoryId,
  content: z.string(),
  confidence: z.number().min(0).max(1),
  reasoning: z.string().nullable(),
  tags: z.array(z.string()),
  memoryType: z.enum(['semantic', 'episodic', 'procedural']),
  observedAt: z.iso.datetime(),
  storedAt: z.iso.datetime(),
  embedding: embedding.nullable(),
});

export const commandRequest = z.discriminatedUnion('type', [
  z.strictObject({
    space: spaceId,
    type: z.literal(entryTypes.episodeStore),
    payload: z.strictObject({ memory: memoryRecord, operationId }),
  }),
  z.strictObject({
    space: spaceId,
    type: z.union([z.literal(entryTypes.memoryDelete), z.literal(entryTypes.memorySuppress)]),
    payload: z.strictObject({ memoryId, operationId }),
  }),
]);

/** A minute at most: nobody who asks waits longer. */
export const rootsRequest = z.strictObject({
  at: z.record(spaceId, epoch),
  waitMs: z.int().nonnegative().max(60_000),
});

/** The commands that other nodes send; the coordinator makes the others itself. */
export const catalogCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add-node'), node: nodeId }),
  z.strictObject({
    kind: z.literal('record-copies'),
    space: spaceId,
    copies: copySet,
    epoch,
    sequence: epoch,
    primary: nodeId,
  }),
  z.strictObject({
    kind: z.literal('set-setting'),
    name: z.enum([settingNames.clusterVersion, settingNames.replicationBatchSize]),
    value: z.union([z.string(), z.int().positive()]),
  }),
  noteMoveCommand,
]);

export const readRequest = z.strictObject({
  space: spaceId,
  query: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('get'), id: memoryId }),
    z.strictObject({ kind: z.literal('list'), offset: epoch, limit: z.int().min(1).max(1_000) }),
  ]),
});

export const ensureSpaceRequest = z.strictObject({ id: spaceId, create: z.boolean() });

export const foundRequest = z.strictObject({
  group: z.union([z.literal(catalogGroup), spaceId]),
  copies: copySet,
});

export const initializeRequest = z.strictObject({ expectedNodes: z.int().min(1).nullable() });
