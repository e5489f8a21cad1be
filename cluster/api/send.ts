/** Answers on their way out: JSON or text, the headers of every answer, errors in their envelope. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError } from '../errors.ts';
import { errorHeaders, toEnvelope } from './envelope.ts';
import type { Answer } from './route.ts';

type Headers = Readonly<Record<string, string>>;

export function sendError(
  response: ServerResponse,
  error: ApiError,
  request: IncomingMessage,
  headers: Headers,
): void {
  // A body that was not read to its end cannot be skipped: the connection ends with the answer.
  const close: Record<string, string> = request.complete ? {} : { connection: 'close' };
  const body = toEnvelope(error);
  send(response, error.status, { body }, { ...errorHeaders(error), ...headers, ...close });
}

export function send(
  response: ServerResponse,
  status: number,
  { body, contentType }: Answer<unknown>,
  headers: Headers,
): void {
  if (response.headersSent || response.destroyed) return;
  const isText = typeof body === 'string';
  const bytes = isText ? Buffer.from(body) : asLine(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': isText ? (contentType ?? 'text/plain; charset=utf-8') : 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...headers,
  });
  response.end(bytes);
}

/** Without putting text and line feed together first: that would copy a long text once more. */
function asLine(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const line = Buffer.allocUnsafe(length + 1);
  line.write(text);
  line[length] = lineFeed;
  return line;
}

const lineFeed = 0x0a;
