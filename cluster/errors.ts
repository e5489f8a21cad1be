/** What can go wrong, as values with a code. Each code has one HTTP status; `api/server.ts` turns them into the envelope. */

/** Every error code that a node answers with, and the HTTP status it travels with. */
export const errorStatus = {
  /** A path, query or header value is not acceptable. */
  INVALID_MEMORY_INPUT: 400,
  /** The request is not well-formed: no JSON, a wrong content length, no such query parameter. */
  BAD_REQUEST: 400,
  /** The node wants an API key, and the request has none that is valid. */
  UNAUTHORIZED: 401,
  /** The key is valid and not good for this operation or this space. */
  FORBIDDEN: 403,
  /** The space has no memory with this id. */
  MEMORY_NOT_FOUND: 404,
  /** The space has no belief with this id. */
  CONSOLIDATION_NOT_FOUND: 404,
  /** No such route, node or space. */
  RESOURCE_NOT_FOUND: 404,
  /** The route exists, but not with this method; `Allow` lists those that do. */
  METHOD_NOT_ALLOWED: 405,
  /** The request's deadline passed before there was an answer. */
  QUERY_TIMEOUT: 408,
  /** The cluster is in a state that forbids the operation. */
  STATE_CONFLICT: 409,
  /** The body is longer than the node accepts. */
  PAYLOAD_TOO_LARGE: 413,
  /** The body says it is something other than JSON. */
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** The body is JSON, and some of its fields are not what the operation expects. */
  MEMORY_VALIDATION_ERROR: 422,
  /** More requests than the node takes of one key or address; `Retry-After` says when to try again. */
  RATE_LIMITED: 429,
  /** A bug or a broken disk. */
  MEMORY_SYSTEM_ERROR: 500,
  /** The program can do it, and the cluster as a whole cannot yet: the upgrade is not finalized. */
  FEATURE_NOT_ENABLED: 501,
  /** No majority, no primary, or the node is stopping; `Retry-After` says when to try again. */
  MEMORY_CLUSTER_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** What is known about a write that was answered with an error. */
export type WriteOutcome = 'not_applied' | 'unknown';

export type ApiErrorDetails = {
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For writes only: whether the write certainly did not happen, or may have. */
  readonly outcome?: WriteOutcome;
  /** One thing to do about it. */
  readonly hint?: string;
  /** Methods that the route has, for 405. */
  readonly allow?: readonly string[];
  readonly cause?: unknown;
};

/** An answer that is not a success. Everything else that is thrown inside a request is a bug and becomes a 500. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: ApiErrorDetails;

  constructor(code: ErrorCode, message: string, details: ApiErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** The node cannot start or go on, and the operator has to do something. Printed without a stack; exit code 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly hint: string | null;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? null;
  }
}

/** The sentence of anything that was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
