/** From an HTTP request to a route's handler and back: look-up, rights, parsing, deadline, errors. Never throws. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import { nobody, type Principal } from '../security/principal.ts';
import { bodyBytesMax, readBody } from './body.ts';
import type { Endpoint } from './contract/endpoint.ts';
import { Deadline, within } from './deadline.ts';
import { requestSpace } from './demands.ts';
import { toApiError } from './envelope.ts';
import { createRouteFinder, type Found } from './find-route.ts';
import type { Guard } from './guard.ts';
import { parseCall } from './parse-call.ts';
import { createRequestIds, requestIdHeader } from './request-id.ts';
import type { Answer, Call, Route } from './route.ts';
import { send, sendError } from './send.ts';

export type Finished = {
  readonly endpoint: Endpoint;
  readonly durationMs: number;
  /** Null after a success. */
  readonly error: ApiError | null;
  readonly status: number;
  readonly principal: Principal;
  readonly requestId: string;
  /** IP address of whoever asked. */
  readonly address: string;
  /** Path parameters as they came; empty if the path was not looked at. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The space that it was about; null for operations on none, and for requests that could not be read. */
  readonly space: string | null;
  /** The memory that it was about; null as above. */
  readonly memoryId: string | null;
};

export type DispatchDeps = {
  readonly routes: readonly Route[];
  readonly guard: Guard;
  readonly nodeId: string;
  readonly clock: Clock;
  /** Time for each request, milliseconds. */
  readonly deadlineMs: number;
  readonly onStarted: (endpoint: Endpoint) => void;
  /** Called once for each started request, for metrics, logs and the audit. */
  readonly onFinished: (finished: Finished) => void;
};

export type Dispatch = (request: IncomingMessage, response: ServerResponse) => void;

/** What is known about a request while it is worked on. */
type Progress = Found & {
  principal: Principal;
  space: string | null;
  memoryId: string | null;
};

export function createDispatch(deps: DispatchDeps): Dispatch {
  const find = createRouteFinder(deps.routes);
  const requestIdOf = createRequestIds();
  const node = { 'x-engram-node': deps.nodeId };

  return (request, response) => {
    const requestId = requestIdOf(request);
    const headers = { ...node, [requestIdHeader]: requestId };
    let progress: Progress | null = null;
    const startedAt = performance.now();
    const finish = (done: Progress, status: number, error: ApiError | null): void => {
      const { route, params, principal, space, memoryId } = done;
      const address = request.socket.remoteAddress ?? '';
      const durationMs = performance.now() - startedAt;
      const about = { principal, requestId, address, params, space, memoryId };
      deps.onFinished({ endpoint: route.endpoint, durationMs, error, status, ...about });
    };
    const run = async (): Promise<void> => {
      try {
        progress = { ...find(request), principal: nobody, space: null, memoryId: null };
        deps.onStarted(progress.route.endpoint);
        const answer = await work(deps, progress, request, response);
        const status = answer.status ?? progress.route.endpoint.status;
        send(response, status, answer, headers);
        finish(progress, status, null);
      } catch (thrown) {
        const error = toApiError(thrown);
        sendError(response, error, request, headers);
        if (progress !== null) finish(progress, error.status, error);
      }
    };
    void run();
  };
}

/** Rights first, then the body, then the work; `progress` learns on the way what the request is about. */
async function work(
  { guard, clock, deadlineMs }: DispatchDeps,
  progress: Progress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer<unknown>> {
  const { route, params } = progress;
  const { endpoint } = route;
  progress.principal = await guard.identify(request, endpoint);
  guard.admit(progress.principal, endpoint);
  const body = await readBody(request, bodyBytesMax);
  const deadline = new Deadline(deadlineMs, clock);
  response.once('close', () => {
    if (!response.writableFinished) deadline.cancel();
  });
  const call = parseCall(route, params, request, body, deadline);
  progress.space = requestSpace(endpoint, call);
  guard.admitCall(progress.principal, endpoint, call);
  const isAboutMemory = endpoint.spaceField === undefined;
  if (isAboutMemory) progress.memoryId = memoryOf(call);
  const answer = await within(deadline, route.handle(call), () => timeout(endpoint, deadlineMs));
  if (isAboutMemory) progress.memoryId ??= memoryOf(answer);
  return answer;
}

/** The memory that a call or an answer names, if it names one. */
function memoryOf({ body, ...rest }: Call<Endpoint> | Answer<unknown>): string | null {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  const params = ('params' in rest ? rest.params : {}) as Readonly<Record<string, unknown>>;
  const named = fields['memory_id'] ?? params['id'] ?? fields['id'];
  return typeof named === 'string' ? named : null;
}

function timeout(endpoint: Endpoint, deadlineMs: number): ApiError {
  return new ApiError('QUERY_TIMEOUT', `There was no answer within ${deadlineMs} ms.`, {
    ...(endpoint.method === 'GET' ? {} : { outcome: 'unknown' as const }),
  });
}
