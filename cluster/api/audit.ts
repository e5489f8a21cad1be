/** The audit: one line for each request that changes something, or tried to. */
import type { Logger } from '../io/logger.ts';
import { accessOf, type Endpoint } from './contract/endpoint.ts';
import { isAboutMemories } from './demands.ts';
import type { Finished } from './dispatch.ts';

/** Part of the log whose lines no level hides. */
export const auditComponent = 'audit';

/** done: it happened. refused: it certainly did not. unknown: it may have. failed: a bug or a broken disk. */
export type AuditOutcome = 'done' | 'refused' | 'unknown' | 'failed';

export type AuditOptions = {
  /** Lines for memories too. */
  readonly memories: boolean;
};

export function audit(log: Logger, { memories }: AuditOptions, finished: Finished): void {
  const { endpoint, error } = finished;
  if (!isMutation(endpoint)) return;
  // Whoever floods the node shall not flood the audit as well: nothing was looked at.
  if (error?.code === 'RATE_LIMITED') return;
  if (!memories && isAboutMemories(endpoint)) return;
  const { principal, params, memoryId, space } = finished;
  log.info('audit', {
    operation: `${endpoint.method} ${endpoint.path}`,
    outcome: outcomeOf(finished),
    status: finished.status,
    ...(error === null ? {} : { code: error.code, reason: error.message }),
    principal: principal.name,
    key_id: principal.keyId,
    address: finished.address,
    request_id: finished.requestId,
    duration_ms: Math.round(finished.durationMs * 10) / 10,
    ...(space === null ? {} : { memory_space: space }),
    ...(space === null || memoryId === null ? {} : { memory_id: memoryId }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  });
}

/** An operation that only reads may be a POST: then it asks for no more than the right to read. */
export function isMutation(endpoint: Endpoint): boolean {
  return endpoint.method !== 'GET' && accessOf(endpoint) !== 'memory:read';
}

export function outcomeOf({ error }: Pick<Finished, 'error'>): AuditOutcome {
  if (error === null) return 'done';
  if (error.details.outcome === 'unknown') return 'unknown';
  return error.status === 500 ? 'failed' : 'refused';
}
