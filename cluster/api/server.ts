/**
 * The edge of a node: sockets, limits, headers. What a request of a client means is decided in `dispatch.ts`; other nodes
 * upgrade their connections and speak as `peer-line.ts` does.
 */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError, StartError, sentenceOf } from '../errors.ts';
import { toEnvelope } from './envelope.ts';
import { createServer, https } from './http.ts';
import { peerProtocol } from './peer-frame.ts';
import { type PeerDesk, PeerLines } from './peer-line.ts';

export type HttpServer = {
  /** Port it listens on. */
  readonly port: number;
  /** Stops accepting and waits for requests in flight; after `graceMs` cuts whoever is left. */
  close(graceMs: number): Promise<void>;
};

export type HttpServerOptions = {
  readonly host: string;
  readonly port: number;
  /** Certificate with its chain and its key, PEM; null for plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Answers clients. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers other nodes. */
  readonly peers: PeerDesk;
};

/** How long a client may take to send its headers, and the whole request, milliseconds. */
const headersMs = 5_000;
const requestMs = 10_000;

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = makeServer(options.tls, {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // Longer than most clients use an idle connection, so that they seldom send into one being closed.
    keepAliveTimeout: 15_000,
    noDelay: true,
    connectionsCheckingInterval: 1_000,
    shouldUpgradeCallback: ({ headers }) => headers.upgrade === peerProtocol,
  });
  server.on('request', options.handle);
  const lines = new PeerLines(options.peers);
  server.on('upgrade', (_request, socket: Socket, first: Buffer) => lines.take(socket, first));
  server.on('clientError', refuseMalformed);
  // A client that does not speak TLS, or does not trust the certificate: only that connection fails.
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  server.listen(options.port, options.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError(explainListenFailure(options, cause), {
      cause,
      hint: `find the process with \`ss -ltnp 'sport = :${options.port}'\`, or choose another \`--port\``,
    });
  }
  server.on('error', () => undefined);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: (graceMs) => close(server, lines, graceMs),
  };
}

function makeServer(tls: HttpServerOptions['tls'], limits: ServerOptions): Server {
  if (tls === null) return createServer(limits);
  const { cert, key } = tls;
  try {
    return https().createServer({ ...limits, cert, key, minVersion: 'TLSv1.2' });
  } catch (cause) {
    throw new StartError(`Cannot use the certificate or its key: ${sentenceOf(cause)}.`, {
      cause,
      hint: 'check `server.tls.cert_file` and `server.tls.key_file`: both PEM, and one for the other',
    });
  }
}

function explainListenFailure({ host, port }: HttpServerOptions, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return `Cannot listen on \`${host}:${port}\`: the port is in use.`;
  if (code === 'EADDRNOTAVAIL') {
    return `Cannot listen on \`${host}:${port}\`: the address is not one of this host.`;
  }
  return `Cannot listen on \`${host}:${port}\`: ${sentenceOf(cause)}.`;
}

/** What came is not HTTP, or took too long: there is no request to answer, only a socket. */
function refuseMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const refusal = late
    ? new ApiError('QUERY_TIMEOUT', 'The request was not sent in time.')
    : new ApiError('BAD_REQUEST', `Unexpected bytes, expected HTTP/1.1: ${error.message}.`);
  const body = `${JSON.stringify(toEnvelope(refusal))}\n`;
  const head = [
    `HTTP/1.1 ${refusal.status} ${late ? 'Request Timeout' : 'Bad Request'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function close(server: Server, lines: PeerLines, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  lines.end();
  const cut = setTimeout(() => {
    server.closeAllConnections();
    lines.destroy();
  }, graceMs);
  await closed;
  clearTimeout(cut);
}
