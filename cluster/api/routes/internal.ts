/** What other nodes ask this one. The bodies come from the same program, so they are checked for their sender only. */
import { ApiError, sentenceOf } from '../../errors.ts';
import { catalogGroup } from '../../model/ids.ts';
import type { InitializeAnswer, InitializeRequest } from '../../node/initialize.ts';
import type { NodeParts } from '../../node/parts.ts';
import type { CatalogCommand } from '../../placement/catalog.ts';
import { requestDeadlineMs } from '../contract.ts';
import { Deadline } from '../deadline.ts';
import * as internal from '../internal.ts';

/** Answers one request of another node; the answer is sent as JSON with status 200. */
export type InternalHandler = (path: string, body: unknown, from: string) => Promise<unknown>;

export function createInternalHandler(parts: NodeParts): InternalHandler {
  const { groups, memories, spaces, desk, reports, maintenance } = parts;

  // Each body has the shape that the sending side, a few lines away from here in the same program, gave it.
  const handlers: Readonly<Record<string, (body: never) => unknown>> = {
    [internal.replicationPath]: ({ messages }: internal.ReplicationBatch) => {
      for (const message of messages) groups.deliver(message);
      return {};
    },
    [internal.commandPath]: (body: internal.CommandRequest) => memories.answerCommand(body),
    [internal.catalogPath]: (body: CatalogCommand) => desk.answer(body),
    [internal.readPath]: (body: internal.ReadRequest) => memories.answerRead(body),
    [internal.reportPath]: () => reports.own(),
    [internal.ensureSpacePath]: (body: { readonly id: string; readonly create: boolean }) =>
      spaces.answer(body),
    [internal.foundPath]: (body: internal.FoundRequest) => found(parts, body),
    [internal.initializePath]: (body: InitializeRequest) => initialize(parts, body),
    [internal.repairPath]: () => maintenance.repairNow(),
  };

  return async (path, body, from) => {
    const handler = handlers[path];
    if (handler === undefined) {
      throw new ApiError(
        'RESOURCE_NOT_FOUND',
        `Unexpected path \`${path}\`, expected one of the API.`,
      );
    }
    if (!parts.peers.isKnown(from)) {
      throw new ApiError(
        'BAD_REQUEST',
        `Unexpected sender \`${from}\`, expected a member of this cluster.`,
      );
    }
    return await handler(body as never);
  };
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
  { initializer }: NodeParts,
  request: InitializeRequest,
): Promise<InitializeAnswer> {
  try {
    const initialized = await initializer.initializeHere(request, new Deadline(requestDeadlineMs));
    return { initialized };
  } catch (thrown) {
    const conflict = thrown instanceof ApiError && thrown.code === 'STATE_CONFLICT';
    const code = conflict ? 'STATE_CONFLICT' : 'MEMORY_CLUSTER_UNAVAILABLE';
    return { error: { code, message: sentenceOf(thrown) } };
  }
}
