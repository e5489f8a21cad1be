/** Errors as HTTP answers: what a code means, what to do, and the documented envelope around it. */
import { ApiError, type ErrorCode } from '../errors.ts';
import type { ErrorEnvelope } from './contract/error.ts';

/** Per code: what it means in general, and what to do unless the error knows better. */
const advice: Readonly<Record<ErrorCode, readonly [context: string, guidance: string]>> = {
  INVALID_MEMORY_INPUT: [
    'A value in the path, the query or a header is outside what the operation accepts.',
    'Correct the value and send the request again.',
  ],
  BAD_REQUEST: [
    'The request could not be read.',
    'Send well-formed HTTP with a JSON object as its body.',
  ],
  UNAUTHORIZED: [
    'This node answers only whoever has one of its API keys.',
    'Send the header `Authorization: Bearer engram_key_…`; `engram key create` makes a key.',
  ],
  FORBIDDEN: [
    'Every key has scopes and spaces, and is good for those only.',
    'Use a key with the scope and the space that the message names; `engram key list` shows them.',
  ],
  MEMORY_NOT_FOUND: [
    'A memory is looked up by its id within one space.',
    'Check the id and the space.',
  ],
  CONSOLIDATION_NOT_FOUND: [
    'A belief is what consolidation found in one space.',
    'List them with GET /api/v1/consolidations, and check the space.',
  ],
  RESOURCE_NOT_FOUND: [
    'The path, node or space is not known to this cluster.',
    'Check the spelling; GET /api/v1/cluster/spaces and /api/v1/cluster/members list what there is.',
  ],
  METHOD_NOT_ALLOWED: [
    'The path exists and does not take this method.',
    'Use one of the methods that the Allow header lists.',
  ],
  QUERY_TIMEOUT: [
    'The node works on a request for a bounded time.',
    'Look at GET /api/v1/cluster/members for nodes that do not answer, then try again.',
  ],
  STATE_CONFLICT: [
    'The cluster is in a state that forbids this operation.',
    'Bring it into the state that the message asks for and try again.',
  ],
  PAYLOAD_TOO_LARGE: [
    'Requests have a largest size, so that no client can fill a node’s memory.',
    'Send less at once.',
  ],
  UNSUPPORTED_MEDIA_TYPE: ['Bodies are JSON.', 'Send the header `Content-Type: application/json`.'],
  MEMORY_VALIDATION_ERROR: [
    'The body is JSON, but not what this operation expects.',
    'Correct the fields that `issues` lists.',
  ],
  RATE_LIMITED: [
    'A node takes a limited number of requests a second of each key or address.',
    'Wait for the time that Retry-After gives, and send fewer requests a second.',
  ],
  MEMORY_SYSTEM_ERROR: [
    'The node met a state that it should not be in.',
    'Look for this message in the log of the node.',
  ],
  FEATURE_NOT_ENABLED: [
    'A feature opens when all nodes run a release that has it and the upgrade was finalized.',
    'Finish the upgrade of every node, then finalize it.',
  ],
  MEMORY_CLUSTER_UNAVAILABLE: [
    'Writes need a majority of the voters, so that no acknowledged write can be lost.',
    'Look at GET /api/v1/cluster/partition/status and try again after the time that Retry-After gives.',
  ],
};

const documentation = {
  api_guide: '/docs/api',
  memory_concepts: '/docs/memory-systems',
  examples: '/docs/examples',
};

export type Issue = { readonly path: string; readonly message: string };

/** The request is well-formed and some of its values are not acceptable. */
export class InvalidRequestError extends ApiError {
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, message: string, issues: readonly Issue[]) {
    super(code, message);
    this.issues = issues;
  }
}

export function toEnvelope(error: ApiError): ErrorEnvelope {
  const [context, guidance] = advice[error.code];
  const { outcome, hint } = error.details;
  return {
    error: {
      code: error.code,
      message: error.message,
      educational_context: context,
      cognitive_guidance: hint ?? guidance,
      ...(outcome === undefined ? {} : { outcome }),
      ...(error instanceof InvalidRequestError ? { issues: [...error.issues] } : {}),
    },
    documentation,
  };
}

/** Headers that belong to an error, besides those of every answer. */
export function errorHeaders(error: ApiError): Record<string, string> {
  const { retryAfterSeconds, allow } = error.details;
  const isTemporary = error.status === 503 || error.status === 429;
  const retryAfter = retryAfterSeconds ?? (isTemporary ? 1 : undefined);
  return {
    ...(error.status === 401 ? { 'www-authenticate': 'Bearer realm="engram"' } : {}),
    ...(retryAfter === undefined
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
    ...(allow === undefined ? {} : { allow: allow.join(', ') }),
  };
}

/** Whatever was thrown while answering: an answer if it was meant as one, else a bug. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError('MEMORY_SYSTEM_ERROR', 'The node failed to work on the request.', {
    cause: thrown,
  });
}
