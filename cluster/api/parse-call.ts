/** From the parts of a request to the call that a handler takes, each part checked against the contract. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { ApiError } from '../errors.ts';
import { parseJsonBody } from './body.ts';
import type { Endpoint } from './contract/endpoint.ts';
import type { Deadline } from './deadline.ts';
import { InvalidRequestError } from './envelope.ts';
import type { Call, Route } from './route.ts';

export function parseCall(
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
    params: check(endpoint.params, params, 'INVALID_MEMORY_INPUT', 'path') as Fields,
    query: check(endpoint.query, query, 'INVALID_MEMORY_INPUT', 'query') as Fields,
    body: parseRequest(route, body, headers['content-type']),
    headers,
    deadline,
  };
}

type Fields = Record<string, unknown>;

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
