// One HTTP request with a deadline, over TCP or a unix socket. `fetch` would double the start of every command.

import { Agent, request } from 'node:http';
import { credentials, secureAgent } from './credentials.ts';

export type Answer = { readonly status: number; readonly text: string };

export type Call = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** `http://host:port/path`. */
  readonly url: string;
  /** Talk to this unix socket instead of the host in the URL. */
  readonly socketPath?: string;
  readonly body?: unknown;
  /** Milliseconds until the call fails. */
  readonly deadline: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Why there was no answer, and whether the request may have reached the other side all the same. */
export class NoAnswer extends Error {
  readonly maySent: boolean;

  constructor(message: string, maySent: boolean) {
    super(message);
    this.name = 'NoAnswer';
    this.maySent = maySent;
  }
}

/**
 * Idle connections do not keep the process from ending. Their number has no limit: a request that waited here for a
 * free one would use up its deadline without ever being sent.
 */
const agent = new Agent({ keepAlive: true });

/** The answer, whatever its status; a NoAnswer when none came in time. */
export function call(order: Call): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const body = order.body === undefined ? undefined : JSON.stringify(order.body);
  let connected = false;
  const outgoing = request(order.url, {
    method: order.method ?? 'GET',
    // The agent decides whether it is TLS.
    agent: order.url.startsWith('https:') ? secureAgent() : agent,
    ...(order.socketPath === undefined ? {} : { socketPath: order.socketPath }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      // The supervisor behind a unix socket wants no key and shall not get one.
      ...(order.socketPath === undefined ? credentials() : {}),
      ...order.headers,
    },
    signal: AbortSignal.timeout(order.deadline),
  });
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => (connected = true));
    else connected = true;
  });
  outgoing.once('response', (incoming) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.once('end', () =>
      resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
    );
    incoming.once('error', (error) => reject(new NoAnswer(reasonOf(error, order), true)));
  });
  outgoing.once('error', (error) => reject(new NoAnswer(reasonOf(error, order), connected)));
  outgoing.end(body);
  return promise;
}

function reasonOf(error: Error, order: Call): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `no answer within ${order.deadline} ms`;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET') return 'connection reset';
  return error.message === '' ? (code ?? 'unknown error') : error.message;
}
