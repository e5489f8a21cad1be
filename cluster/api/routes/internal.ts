/** What other nodes ask this one. */
import { ApiError, sentenceOf } from '../../errors.ts';
import { catalogGroup } from '../../model/ids.ts';
import type { InitializeAnswer, InitializeRequest } from '../../node/initialize.ts';
import type { NodeParts } from '../../node/parts.ts';
import { isGetManyRequest, isOperationsRequest } from '../check-operations.ts';
import { Deadline } from '../deadline.ts';
import * as internal from '../internal.ts';
import { check, type Handler } from '../internal-check.ts';
import { recallPath, recallRequest } from '../internal-recall.ts';
import * as schema from '../internal-schema.ts';
import * as placement from '../internal-schema-placement.ts';
import { type ReplicationReply, writeReply } from '../replication-reply.ts';
import { gossipHandlers } from './internal-gossip.ts';
import { snapshotHandlers } from './internal-snapshot.ts';

/** Answers one request of another node, `from`; the answer is sent as JSON with status 200. */
export type InternalHandler = (path: string, body: unknown, from: string) => Promise<unknown>;

/**
 * How long a reply waits for the disk, milliseconds: an answer of its own costs as much as the batch. The sender collects
 * the next batch meanwhile. Longer would keep the other groups of the two nodes waiting when a disk is slow.
 */
const diskPatienceMs = 20;

export function createInternalHandler(parts: NodeParts): InternalHandler {
  const { memories, operations, spaces, desk, reports, maintenance, inFlight } = parts;
  const handlers: Readonly<Record<string, Handler>> = {
    [internal.replicationPath]: (body, from) => deliver(parts, body, from),
    [internal.commandPath]: (body) =>
      inFlight.during(() => memories.answerCommand(check(schema.commandRequest, body))),
    [internal.catalogPath]: (body) => desk.answer(check(schema.catalogCommand, body)),
    [internal.readPath]: (body) => memories.answerRead(check(schema.readRequest, body)),
    [internal.operationsPath]: (body) =>
      inFlight.during(() => operations.answerWrites(checkBy(isOperationsRequest, body))),
    [internal.getManyPath]: (body) => operations.answerReads(checkBy(isGetManyRequest, body)),
    [internal.reportPath]: () => reports.own(),
    [internal.rootsPath]: (body) => reports.own({ roots: check(schema.rootsRequest, body) }),
    [internal.ensureSpacePath]: (body) => spaces.answer(check(schema.ensureSpaceRequest, body)),
    [internal.foundPath]: (body) => found(parts, check(schema.foundRequest, body)),
    [internal.initializePath]: (body) => initialize(parts, check(schema.initializeRequest, body)),
    [internal.repairPath]: () => maintenance.repairNow(),
    [internal.repairStatusPath]: (body) =>
      parts.repairs.own(check(placement.rememberedRequest, body).id),
    ...gossipHandlers(parts),
    [recallPath]: (body) => parts.recaller.answer(check(recallRequest, body)),
    [internal.markPath]: (body) => mark(parts, check(placement.markRequest, body)),
    [internal.nodeOrderPath]: (body) =>
      parts.nodeOrders.answer(check(placement.nodeOrder, body).order),
    [internal.placementOrderPath]: (body) =>
      parts.placementOrders.answer(check(placement.placementOrder, body)),
    ...snapshotHandlers(parts),
  };

  return async (path, body, from) => {
    const handler = handlers[path];
    if (handler === undefined) {
      throw new ApiError(
        'RESOURCE_NOT_FOUND',
        `Unexpected path \`${path}\`, expected one that nodes ask each other.`,
      );
    }
    return await handler(body, from);
  };
}

/** Throws unless the sender is a member of this cluster: nodes connect from the address of their own API. */
export function requireMember({ peers }: NodeParts, from: string, address?: string): void {
  if (peers.isSender(from, address)) return;
  throw new ApiError(
    'BAD_REQUEST',
    `Unexpected sender \`${from}\` at \`${address ?? ''}\`, expected a member of this cluster.`,
  );
}

async function deliver(
  { inbox, outbox, config, replySeal }: NodeParts,
  body: unknown,
  from: string,
): Promise<ReplicationReply> {
  const messages = (body as { readonly messages?: unknown } | null)?.messages;
  if (!Array.isArray(messages))
    throw new ApiError('BAD_REQUEST', 'Unexpected batch without `messages`.');
  const patienceMs = messages.some(hasEntries) ? diskPatienceMs : 0;
  const answers = await outbox.answersTo(from, () => inbox.take(from, messages), patienceMs);
  return writeReply(replySeal, config.nodeId, answers);
}

/** True for what must become durable before it is answered. */
function hasEntries(message: unknown): boolean {
  const entries = (message as { readonly entries?: unknown } | null)?.entries;
  return Array.isArray(entries) && entries.length > 0;
}

function checkBy<Body>(is: (body: unknown) => body is Body, body: unknown): Body {
  if (is(body)) return body;
  throw new ApiError('MEMORY_VALIDATION_ERROR', 'Unexpected request of another node.');
}

function mark({ groups }: NodeParts, { space }: { readonly space: string }): internal.MarkAnswer {
  const host = groups.spaces.get(space);
  return { mark: host?.mark ?? null, applied: host?.machine.applied() ?? 0 };
}

function found(
  { groups }: NodeParts,
  { group, copies }: internal.FoundRequest,
): internal.FoundAnswer {
  const catalog = groups.catalog?.machine;
  if (group === catalogGroup && catalog !== undefined && catalog.clusterId() !== null) {
    return { cluster: { spaces_assigned: catalog.spaces().length, nodes: catalog.nodes().length } };
  }
  groups.found(group, copies);
  return { cluster: null };
}

async function initialize(
  { config, clock, initializer }: NodeParts,
  request: InitializeRequest,
): Promise<InitializeAnswer> {
  try {
    const deadline = new Deadline(config.requestDeadlineMs, clock);
    const initialized = await initializer.initializeHere(request, deadline);
    return { initialized };
  } catch (thrown) {
    const conflict = thrown instanceof ApiError && thrown.code === 'STATE_CONFLICT';
    const code = conflict ? 'STATE_CONFLICT' : 'MEMORY_CLUSTER_UNAVAILABLE';
    return { error: { code, message: sentenceOf(thrown) } };
  }
}
