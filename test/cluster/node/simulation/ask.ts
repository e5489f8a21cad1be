/** A client's request, put to what a node's server would give it to. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatch } from '../../../../cluster/api/dispatch.ts';

export type ClientAnswer = { readonly status: number; readonly body: unknown };

/** Resolves with the answer; `hangUp` of the result tells the node that nobody waits for it any more. */
export function ask(
  handle: Dispatch,
  request: { readonly method: string; readonly url: string; readonly body?: unknown },
): Promise<ClientAnswer> {
  return new Promise((resolve) => {
    handle(
      new Request(request) as unknown as IncomingMessage,
      new Response(resolve) as unknown as ServerResponse,
    );
  });
}

/** As much of a request as the server's code looks at. */
class Request extends EventEmitter {
  readonly method: string;
  readonly url: string;
  readonly headers = { 'content-type': 'application/json' };
  readonly socket = { remoteAddress: '10.0.0.250' };
  readonly complete = true;

  constructor({ method, url, body }: { method: string; url: string; body?: unknown }) {
    super();
    this.method = method;
    this.url = url;
    this.on('newListener', (event) => {
      if (event !== 'end') return;
      queueMicrotask(() => {
        if (body !== undefined) this.emit('data', Buffer.from(JSON.stringify(body)));
        this.emit('end');
      });
    });
  }

  pause(): void {}
}

/** As much of an answer as the server's code writes. */
class Response extends EventEmitter {
  headersSent = false;
  readonly destroyed = false;
  writableFinished = false;
  #status = 0;
  readonly #resolve: (answer: ClientAnswer) => void;

  constructor(resolve: (answer: ClientAnswer) => void) {
    super();
    this.#resolve = resolve;
  }

  writeHead(status: number): void {
    this.headersSent = true;
    this.#status = status;
  }

  end(bytes: Buffer): void {
    this.writableFinished = true;
    const text = bytes.toString();
    const body: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
    this.#resolve({ status: this.#status, body });
  }
}
