/** What other nodes may ask about placement and about this node's own life. See `internal-schema.ts`. */
import * as z from 'zod';
import { moveStates } from '../placement/rebalance-run.ts';
import { nodeId, spaceId } from './contract/endpoint.ts';

/** The command of a primary that carries a move out. */
export const noteMoveCommand = z.strictObject({
  kind: z.literal('note-move'),
  run: z.string().max(64),
  move: z.int().nonnegative(),
  note: z.strictObject({
    state: z.enum(moveStates),
    progressPct: z.number().min(0).max(100),
    bytes: z.int().nonnegative(),
    error: z.string().max(500).nullable(),
  }),
});

export const markRequest = z.strictObject({ space: spaceId });

/** What the asked node was ordered to do, and remembers. */
export const rememberedRequest = z.strictObject({ id: z.string().max(128) });

/** To the coordinator. */
export const placementOrder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rebalance') }),
  z.strictObject({ kind: z.literal('retry') }),
  z.strictObject({ kind: z.literal('migrate'), space: spaceId }),
  z.strictObject({
    kind: z.literal('promote'),
    space: spaceId,
    node: nodeId,
    toPrimary: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('decommission'), node: nodeId }),
  z.strictObject({ kind: z.literal('keep'), node: nodeId }),
  z.strictObject({ kind: z.literal('forget'), node: nodeId }),
  z.strictObject({ kind: z.literal('find-rebalance'), id: z.string().max(64) }),
  z.strictObject({ kind: z.literal('find-decommission'), id: z.string().max(64) }),
]);

/** To the node that it is about. */
export const nodeOrder = z.strictObject({
  order: z.union([
    z.enum(['drain', 'undrain', 'drain-status', 'stop']),
    z.strictObject({ retire: z.string().max(64) }),
  ]),
});
