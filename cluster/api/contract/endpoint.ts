/** What describes one operation of the HTTP API, and the schemas that several operations share. */
import * as z from 'zod';
import type { ErrorCode } from '../../errors.ts';
import type { Access } from '../../security/principal.ts';

export type Endpoint = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly path: string;
  /** One sentence for people. */
  readonly summary: string;
  /** Path parameters. */
  readonly params: z.ZodObject;
  /** Query parameters, as text; a parameter that is not listed is refused. */
  readonly query: z.ZodObject;
  /** JSON body; null when the operation takes none. An empty body counts as `{}`. */
  readonly request: z.ZodObject | null;
  /** Status of a success. */
  readonly status: 200 | 201 | 202;
  /** JSON body of a success; null when it is text. Clients ignore fields they do not know. */
  readonly response: z.ZodType | null;
  /** Who may ask for it where keys are needed. Default: `admin` for whatever is no GET, `memory:read` for a GET of what spaces hold, else `key`. */
  readonly access?: Access;
  /** The field of the body that names its space, where that is not `memory_space_id`. */
  readonly spaceField?: string;
  /** Codes it may answer with besides those of every operation (`commonErrors`). */
  readonly errors: readonly ErrorCode[];
};

/** Any operation may answer with these. */
export const commonErrors: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'INVALID_MEMORY_INPUT',
  'RESOURCE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'QUERY_TIMEOUT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'MEMORY_VALIDATION_ERROR',
  'MEMORY_SYSTEM_ERROR',
  'MEMORY_CLUSTER_UNAVAILABLE',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'RATE_LIMITED',
];

/** What an operation asks for. Whoever adds one and says nothing gets the stricter answer. */
export function accessOf({ access, method, path }: Endpoint): Access {
  if (access !== undefined) return access;
  if (method !== 'GET') return 'admin';
  // What is neither about the cluster nor about the process is about what spaces hold.
  const isContent = path.startsWith('/api/v1/') && !/^\/api\/v1\/(cluster|system)\//.test(path);
  return isContent ? 'memory:read' : 'key';
}

/** Keeps the exact types of an operation's schemas. */
export function endpoint<const Described extends Endpoint>(described: Described): Described {
  return described;
}

export const noFields = z.strictObject({});

/** Name of a node, equal to its host name. 1 to 63 characters. */
export const nodeId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: 'expected a host name: `a-z`, `0-9` and inner `-`, 1 to 63 characters',
});

/** Name of a space. Surrounding blanks are cut. `_catalog` is the cluster's own. */
export const spaceId = z
  .string()
  .trim()
  .regex(/^(?!_catalog$)[a-z0-9_-]{3,64}$/, {
    error: 'expected 3 to 64 characters of `a-z`, `0-9`, `_` and `-`, not the reserved `_catalog`',
  });

/** Name of a memory within its space. */
export const memoryId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, {
  error:
    'expected 1 to 128 characters of `A-Z`, `a-z`, `0-9`, `.`, `_`, `:` and `-`, the first a letter or digit',
});

/** A moment in RFC 3339, UTC, with milliseconds: `2026-01-05T10:00:00.004Z`. */
export const moment = z.iso.datetime();

export const count = z.int().nonnegative();

export const memberState = z.enum(['alive', 'suspect', 'dead', 'left']);
