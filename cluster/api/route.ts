/** A route is an operation of the contract and the function that carries it out. */
import type { IncomingHttpHeaders } from 'node:http';
import type * as z from 'zod';
import type { Endpoint } from './contract/endpoint.ts';
import type { Deadline } from './deadline.ts';

export type Call<Described extends Endpoint> = {
  readonly params: z.infer<Described['params']>;
  readonly query: z.infer<Described['query']>;
  readonly body: Described['request'] extends z.ZodType ? z.infer<Described['request']> : null;
  readonly headers: IncomingHttpHeaders;
  readonly deadline: Deadline;
};

export type Answer<Body> = {
  readonly body: Body;
  /** Default: the operation's status. */
  readonly status?: number;
  /** Of a text body. Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string;
};

type BodyOf<Described extends Endpoint> = Described['response'] extends z.ZodType
  ? z.infer<Described['response']>
  : string;

export type Route = {
  readonly endpoint: Endpoint;
  /** See `route`. */
  readonly isPlain?: (body: unknown) => boolean;
  readonly handle: (call: Call<Endpoint>) => Promise<Answer<unknown>>;
};

/**
 * Binds a handler to its operation; the types of the call and of the answer come from the contract.
 *
 * `isPlain` is for operations that are asked for very often: true only for a body that the operation's schema accepts
 * and leaves as it is. Such a body is not given to the schema, which takes ten times as long.
 */
export function route<Described extends Endpoint>(
  endpoint: Described,
  handle: (call: Call<Described>) => Promise<Answer<BodyOf<Described>>> | Answer<BodyOf<Described>>,
  isPlain?: (body: unknown) => boolean,
): Route {
  return {
    endpoint,
    // The dispatcher has parsed the call with this operation's own schemas, so it is what the handler expects.
    handle: async (call) => await handle(call as Call<Described>),
    ...(isPlain === undefined ? {} : { isPlain }),
  };
}
