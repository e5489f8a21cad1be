/** From an HTTP request to a route's handler and back: look-up, parsing, deadline, errors. Never throws. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import createRouter from 'find-my-way';
import type * as z from 'zod';
import { ApiError } from '../errors.ts';
import { bodyBytesMax, parseJsonBody, readBody } from './body.ts';
import type { Endpoint } from './contract/endpoint.ts';
import { Deadline, within } from './deadline.ts';
import { errorHeaders, InvalidRequestError, toApiError, toEnvelope } from './envelope.ts';
import { internalPrefix } from './internal.ts';
import type { Answer, Call, Route } from './route.ts';
import type { InternalHandler } from './routes/internal.ts';

export type Finished = {
  readonly endpoint: Endpoint;
  readonly durationMs: number;
  /** Null after a success. */
  readonly error: ApiError | null;
};

export type DispatchDeps = {
  readonly routes: readonly Route[];
  /** Answers other nodes. */
  readonly internal: InternalHandler;
  readonly nodeId: string;
  /** Time for each request, milliseconds. */
  readonly deadlineMs: number;
  readonly onStarted: (endpoint: Endpoint) => void;
  /** Called once for each started request, for metrics and logs. */
  readonly onFinished: (finished: Finished) => void;
};

export type Dispatch = (request: IncomingMessage, response: ServerResponse) => void;

/** Longest path parameter, characters; the schemas of the contract are stricter. */
const paramCharactersMax = 512;

/** Largest body from another node, bytes: a batch of appends, or the whole state of a space. */
const internalBytesMax = 64 * 1024 * 1024;

const methods = ['GET', 'POST', 'DELETE'] as const;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const router = createRouter({ maxParamLength: paramCharactersMax });
  for (const route of deps.routes) {
    router.on(route.endpoint.method, route.endpoint.path, () => undefined, route);
  }

  function find(request: IncomingMessage): { readonly route: Route; readonly params: unknown } {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const known = methods.find((candidate) => candidate === method);
    const found = known === undefined ? null : router.find(known, path);
    if (found !== null) return { route: found.store as Route, params: found.params };
    const allow = methods.filter((candidate) => router.find(candidate, path) !== null);
    if (allow.length === 0) {
      throw new ApiError(
        'RESOURCE_NOT_FOUND',
        `Unexpected path \`${path}\`, expected one of the API.`,
      );
    }
    throw new ApiError(
      'METHOD_NOT_ALLOWED',
      `Unexpected method \`${method}\` for \`${path}\`, expected ${allow.map((name) => `\`${name}\``).join(' or ')}.`,
      { allow },
    );
  }

  async function work(
    route: Route,
    params: unknown,
    request: IncomingMessage,
  ): Promise<Answer<unknown>> {
    const body = await readBody(request, bodyBytesMax);
    const deadline = new Deadline(deps.deadlineMs);
    const call = parseCall(route, params, request, body, deadline);
    return await within(deadline, route.handle(call), () =>
      timeout(route.endpoint, deps.deadlineMs),
    );
  }

  async function workInternally(request: IncomingMessage): Promise<unknown> {
    const body = parseJsonBody(await readBody(request, internalBytesMax), 'application/json');
    const id = String(request.headers['x-engram-from'] ?? '');
    const from = { id, address: request.socket.remoteAddress };
    return await deps.internal((request.url ?? '').split('?')[0] ?? '', body, from);
  }

  return (request, response) => {
    if (request.url?.startsWith(internalPrefix) === true) {
      void workInternally(request).then(
        (body) => send(response, 200, { body }, {}),
        (thrown: unknown) => sendError(response, toApiError(thrown), request, deps.nodeId),
      );
      return;
    }
    let route: Route | null = null;
    const startedAt = performance.now();
    const finish = (endpoint: Endpoint, error: ApiError | null): void => {
      deps.onFinished({ endpoint, durationMs: performance.now() - startedAt, error });
    };
    const run = async (): Promise<void> => {
      try {
        const found = find(request);
        route = found.route;
        deps.onStarted(route.endpoint);
        const answer = await work(route, found.params, request);
        send(response, answer.status ?? route.endpoint.status, answer, {
          'x-engram-node': deps.nodeId,
        });
        finish(route.endpoint, null);
      } catch (thrown) {
        const error = toApiError(thrown);
        sendError(response, error, request, deps.nodeId);
        if (route !== null) finish(route.endpoint, error);
      }
    };
    void run();
  };
}

function timeout(endpoint: Endpoint, deadlineMs: number): ApiError {
  return new ApiError('QUERY_TIMEOUT', `There was no answer within ${deadlineMs} ms.`, {
    ...(endpoint.method === 'GET' ? {} : { outcome: 'unknown' as const }),
  });
}

function parseCall(
  route: Route,
  params: unknown,
  request: IncomingMessage,
  body: Buffer,
  deadline: Deadline,
): Call<Endpoint> {
  const { endpoint } = route;
  const query = toQuery(request.url ?? '/');
  const { headers } = request;
  return {
    params: check(endpoint.params, params, 'INVALID_MEMORY_INPUT', 'path') as Record<
      string,
      unknown
    >,
    query: check(endpoint.query, query, 'INVALID_MEMORY_INPUT', 'query') as Record<string, unknown>,
    body: parseRequest(route, body, headers['content-type']),
    headers,
    deadline,
  };
}

function parseRequest({ endpoint, isPlain }: Route, body: Buffer, type: string | undefined): never {
  const { request } = endpoint;
  if (request === null) {
    if (body.length === 0) return null as never;
    throw new ApiError(
      'BAD_REQUEST',
      `Unexpected body, \`${endpoint.method} ${endpoint.path}\` takes none.`,
    );
  }
  const json = parseJsonBody(body, type);
  if (isPlain?.(json) === true) return json as never;
  return check(request, json, 'MEMORY_VALIDATION_ERROR', 'body') as never;
}

/** Query parameters as an object; one that is given twice is refused rather than guessed about. */
function toQuery(url: string): Record<string, string> {
  const start = url.indexOf('?');
  const query = new Map<string, string>();
  if (start === -1) return {};
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (query.has(name)) {
      throw new ApiError(
        'INVALID_MEMORY_INPUT',
        `Unexpected second query parameter \`${name}\`, expected one.`,
      );
    }
    query.set(name, value);
  }
  return Object.fromEntries(query);
}

function check(
  schema: z.ZodType,
  value: unknown,
  code: 'INVALID_MEMORY_INPUT' | 'MEMORY_VALIDATION_ERROR',
  place: string,
): unknown {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
  const [first] = issues;
  const where =
    first === undefined || first.path === '' ? place : `${place} field \`${first.path}\``;
  throw new InvalidRequestError(
    code,
    `Unexpected ${where}: ${first?.message ?? 'no reason known'}.`,
    issues,
  );
}

export function sendError(
  response: ServerResponse,
  error: ApiError,
  request: IncomingMessage,
  nodeId: string,
): void {
  // A body that was not read to its end cannot be skipped: the connection ends with the answer.
  const close: Record<string, string> = request.complete ? {} : { connection: 'close' };
  const headers = { ...errorHeaders(error), 'x-engram-node': nodeId, ...close };
  send(response, error.status, { body: toEnvelope(error) }, headers);
}

function send(
  response: ServerResponse,
  status: number,
  { body, contentType }: Answer<unknown>,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.headersSent || response.destroyed) return;
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : `${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    'content-type': isText ? (contentType ?? 'text/plain; charset=utf-8') : 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(bytes);
}
