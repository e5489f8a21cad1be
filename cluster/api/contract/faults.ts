/**
 * The faults of a test node. The operations exist only where the configuration says `[test] faults = true`; they are no
 * part of the public API, so they stand in no list of endpoints.
 */
import * as z from 'zod';
import { linkLanes } from '../../net/link-faults.ts';
import { endpoint, noFields, spaceId } from './endpoint.ts';

const share = z.number().min(0).max(1);
const milliseconds = z.number().min(0).max(3_600_000);

const linkRule = z.strictObject({
  /** IP address of the peer, or `*` for every peer. */
  peer: z.string().min(1),
  /** `out`: what this node sends, datagrams and requests. `back`: the answers to its own requests. */
  way: z.enum(['out', 'back']),
  /** Lanes it acts on; all if absent. */
  lanes: z.array(z.enum(linkLanes)).min(1).optional(),
  /** Share of messages that vanish. */
  drop: share.optional(),
  /** Every message is this much later, milliseconds. */
  delay_ms: milliseconds.optional(),
  /** And by chance up to this much later still, milliseconds. */
  jitter_ms: milliseconds.optional(),
  /** Share of messages that arrive twice. */
  duplicate: share.optional(),
  /** Share of messages that later ones overtake. */
  reorder: share.optional(),
  /** How long those are held back, milliseconds. Default 50. */
  reorder_ms: milliseconds.optional(),
});

const diskFault = z.discriminatedUnion('kind', [
  /** fdatasync answers EIO. */
  z.strictObject({ kind: z.literal('sync-fails') }),
  /** After this many more bytes every write answers ENOSPC. */
  z.strictObject({ kind: z.literal('full'), bytes_left: z.int().nonnegative() }),
  /** Every write and every sync takes this much longer, milliseconds. */
  z.strictObject({ kind: z.literal('slow'), delay_ms: milliseconds }),
  /** The next write to the log is torn, and the process is gone. */
  z.strictObject({ kind: z.literal('torn-write') }),
  /** The power goes now: the process is gone, and so is what was written and not synced. */
  z.strictObject({ kind: z.literal('power-loss') }),
]);

/** All faults of a node. What is not named is as it should be. */
export const nodeFaults = z.strictObject({
  links: z.array(linkRule).default([]),
  disk: z.array(diskFault).default([]),
  /** How far the wall clock is ahead, milliseconds; negative is behind. */
  clock_offset_ms: z.int().min(-315_360_000_000).max(315_360_000_000).default(0),
  /** Spaces of whose copy on this node one memory is altered behind the log's back. */
  rot: z.array(spaceId).default([]),
});

/** As a client writes it. */
export type NodeFaultsInput = z.input<typeof nodeFaults>;
export type NodeFaults = z.infer<typeof nodeFaults>;

const path = '/__test__/faults';

export const getFaults = endpoint({
  method: 'GET',
  path,
  summary: 'The faults of this node.',
  access: 'admin',
  params: noFields,
  query: noFields,
  request: null,
  status: 200,
  response: nodeFaults,
  errors: [],
});

export const setFaults = endpoint({
  method: 'POST',
  path,
  summary: 'Replaces all faults of this node; `{}` ends them.',
  params: noFields,
  query: noFields,
  request: nodeFaults,
  status: 200,
  response: nodeFaults,
  errors: ['STATE_CONFLICT'],
});
