/** What the node's server does with requests, of clients and of other nodes: before the node is ready, and then. */
import { audit, auditComponent } from '../api/audit.ts';
import { parseJsonBody } from '../api/body.ts';
import { createDispatch, type Dispatch, type Finished } from '../api/dispatch.ts';
import { Guard } from '../api/guard.ts';
import { requireSameEpoch, requireSigned } from '../api/peer-head.ts';
import type { PeerDesk } from '../api/peer-line.ts';
import { backupRoutes } from '../api/routes/backup.ts';
import { compatibilityRoutes } from '../api/routes/compatibility.ts';
import { rebalanceCompatibilityRoutes } from '../api/routes/compatibility-rebalance.ts';
import { configurationRoutes } from '../api/routes/configuration.ts';
import { consolidationRoutes } from '../api/routes/consolidation.ts';
import { faultRoutes } from '../api/routes/faults.ts';
import { gossipRoutes } from '../api/routes/gossip.ts';
import { createInternalHandler, requireMember } from '../api/routes/internal.ts';
import { memberRoutes } from '../api/routes/members.ts';
import { memoryRoutes } from '../api/routes/memories.ts';
import { nodeLifeRoutes } from '../api/routes/node-life.ts';
import { operationRoutes } from '../api/routes/operations.ts';
import { rebalanceRoutes } from '../api/routes/rebalance.ts';
import { recallRoutes } from '../api/routes/recall.ts';
import { spaceRoutes } from '../api/routes/spaces.ts';
import { statusRoutes } from '../api/routes/status.ts';
import { upgradeRoutes } from '../api/routes/upgrade.ts';
import { sendError } from '../api/send.ts';
import { ApiError } from '../errors.ts';
import type { Logger } from '../io/logger.ts';
import { countFinished, countOperations, isOperation, updateGauges } from '../metrics/observe.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Composed } from './compose.ts';
import type { Storage } from './storage.ts';

export type Answering = {
  /** Answers clients, over HTTP. */
  readonly handle: Dispatch;
  /** Answers other nodes. */
  readonly peers: PeerDesk;
};

export function answerRequests(parts: Composed, metrics: Metrics, storage: Storage): Answering {
  return { handle: answerClients(parts, metrics, storage), peers: answerPeers(parts) };
}

function answerClients(parts: Composed, metrics: Metrics, storage: Storage): Dispatch {
  const sources = {
    ...parts,
    walLastSequence: () => storage.wal.lastSequence(),
    partitionCounters: () => parts.condition.partitionCounters,
  };
  const currentMetrics = (): Metrics => {
    updateGauges(metrics, sources);
    return metrics;
  };
  const log = parts.logger.child('api');
  const auditLog = parts.logger.child(auditComponent);
  const { rate, auditMemories } = parts.config.security;
  const { keyring } = parts.security;
  return createDispatch({
    routes: [
      ...faultRoutes(parts),
      ...backupRoutes(parts),
      ...memberRoutes(parts),
      ...memoryRoutes(parts),
      ...operationRoutes({
        ...parts,
        onOperations: (done) => countOperations(metrics, done),
      }),
      ...recallRoutes(parts),
      ...nodeLifeRoutes(parts),
      ...rebalanceRoutes(parts),
      ...rebalanceCompatibilityRoutes(parts),
      ...consolidationRoutes(parts),
      ...gossipRoutes(parts),
      ...spaceRoutes(parts),
      ...statusRoutes({ ...parts, currentMetrics }),
      ...compatibilityRoutes({ ...parts, currentMetrics }),
      ...configurationRoutes(parts),
      ...upgradeRoutes(parts),
    ],
    guard: new Guard({ keyring, rate, clock: parts.clock }),
    nodeId: parts.config.nodeId,
    clock: parts.clock,
    deadlineMs: parts.config.requestDeadlineMs,
    onStarted: (endpoint) => {
      if (isOperation(endpoint)) parts.inFlight.enter();
    },
    onFinished: (finished) => {
      if (isOperation(finished.endpoint)) parts.inFlight.leave();
      countFinished(metrics, finished);
      logFinished(log, finished);
      audit(auditLog, { memories: auditMemories }, finished);
    },
  });
}

function answerPeers(parts: Composed): PeerDesk {
  const answer = createInternalHandler(parts);
  return {
    admit(head, address) {
      requireSameEpoch(parts.fence.own, head);
      requireMember(parts, head.from, address);
    },
    async answer(head, body) {
      requireSigned(parts.security.signer, head, body);
      return await answer(head.path, parseJsonBody(body, undefined), head.from);
    },
  };
}

/** Answers each request by what `current` is then. */
export function answerBy(current: () => Answering): Answering {
  return {
    handle: (...request) => current().handle(...request),
    peers: {
      admit: (...request) => current().peers.admit(...request),
      answer: (...request) => current().peers.answer(...request),
    },
  };
}

/** The port is bound before the disk is read; until then there is only one answer. */
export function refuseRequests(nodeId: string): Answering {
  const starting = new ApiError('MEMORY_CLUSTER_UNAVAILABLE', 'The node is starting.', {
    retryAfterSeconds: 1,
    outcome: 'not_applied',
  });
  const headers = { 'x-engram-node': nodeId };
  const refuse = (): never => {
    throw starting;
  };
  return {
    handle: (request, response) => sendError(response, starting, request, headers),
    peers: { admit: refuse, answer: async () => refuse() },
  };
}

/** Failures that are ours are for the operator; everything else only for whoever looks closely. */
function logFinished(log: Logger, finished: Finished): void {
  const { endpoint, durationMs, error, space, memoryId } = finished;
  const fields = {
    operation: `${endpoint.method} ${endpoint.path}`,
    duration_ms: Math.round(durationMs * 10) / 10,
    request_id: finished.requestId,
    ...(space === null ? {} : { memory_space: space }),
    ...(space === null || memoryId === null ? {} : { memory_id: memoryId }),
  };
  if (error === null) {
    log.debug('request-finished', fields);
    return;
  }
  const detail = { ...fields, code: error.code, reason: error.message };
  if (error.code === 'MEMORY_SYSTEM_ERROR') {
    log.error('request-failed', { ...detail, cause: error.cause });
  } else log.debug('request-refused', detail);
}
