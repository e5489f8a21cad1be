/** Which route a request means, by its method and path. */
import type { IncomingMessage } from 'node:http';
import createRouter from 'find-my-way';
import { ApiError } from '../errors.ts';
import type { Route } from './route.ts';

export type Found = {
  readonly route: Route;
  /** Path parameters as they came, decoded. */
  readonly params: Readonly<Record<string, unknown>>;
};

/** Longest path parameter, characters; the schemas of the contract are stricter. */
const paramCharactersMax = 512;

const methods = ['GET', 'POST', 'DELETE'] as const;

/** The function throws 404 for an unknown path and 405 for a known one that does not take the method. */
export function createRouteFinder(routes: readonly Route[]): (request: IncomingMessage) => Found {
  const router = createRouter({ maxParamLength: paramCharactersMax });
  for (const route of routes) {
    router.on(route.endpoint.method, route.endpoint.path, () => undefined, route);
  }
  return (request) => {
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
  };
}
