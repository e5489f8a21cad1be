/** The name of a request in logs, audit lines and its answer: the client's own if it gave a usable one. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Header of requests and answers. */
export const requestIdHeader = 'x-request-id';

/** Gives ids that no other node and no other run of this one gives. */
export function createRequestIds(): (request: IncomingMessage) => string {
  const run = randomBytes(6).toString('base64url');
  let count = 0;
  return ({ headers }) => {
    const given = headers[requestIdHeader];
    if (typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given)) return given;
    count += 1;
    return `${run}-${count.toString(36)}`;
  };
}
