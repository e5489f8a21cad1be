// HTTP/1.1 on a kept connection, by hand: one request at a time, answers with a content length. The client of Node
// takes five times the processor per request, and a generator that competes with what it measures measures itself.
import { connect, type Socket } from 'node:net';

export type WireAnswer = { readonly status: number; readonly body: string };

/** Why there is no answer. `sent`: the request may have reached the other side. */
export type WireFailure = { readonly reason: string; readonly sent: boolean };

type Waiting = { readonly settle: (result: WireAnswer | WireFailure) => void };

export function isAnswer(result: WireAnswer | WireFailure): result is WireAnswer {
  return 'status' in result;
}

export class Wire {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #connected = false;
  #waiting: Waiting | undefined;
  #received: Buffer[] = [];
  #bytes = 0;
  /** Bytes of the answer that is coming in, once its head has been read. */
  #expected: { readonly status: number; readonly start: number; readonly end: number } | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(port || 80);
  }

  get isFree(): boolean {
    return this.#waiting === undefined;
  }

  /** Sends a request and calls `settle` once, with the answer or with why there is none. The wire must be free. */
  send(
    request: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body: string },
    settle: (result: WireAnswer | WireFailure) => void,
  ): void {
    if (this.#waiting !== undefined) throw new Error('A wire carries one request at a time.');
    this.#waiting = { settle };
    const { method, path, body } = request;
    const content =
      method === 'GET'
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}:${this.#port}\r\n${content}\r\n`;
    this.#open().write(head + body);
  }

  /** Ends the connection; a request that waits fails. */
  close(): void {
    this.#socket?.destroy();
    this.#lose('the load ended');
  }

  #open(): Socket {
    if (this.#socket !== undefined) return this.#socket;
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    this.#socket = socket;
    this.#connected = false;
    socket.on('connect', () => {
      this.#connected = true;
    });
    socket.on('data', (part) => this.#hear(part));
    const lost = (reason: string): void => {
      if (this.#socket === socket) this.#lose(reason);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => lost(error.code ?? error.message));
    socket.on('close', () => lost('the connection was closed'));
    return socket;
  }

  #lose(reason: string): void {
    const sent = this.#connected;
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#connected = false;
    this.#clear();
    this.#finish({ reason, sent });
  }

  #hear(part: Buffer): void {
    this.#received.push(part);
    this.#bytes += part.length;
    this.#expected ??= this.#readHead();
    const { status, start, end } = this.#expected ?? { status: 0, start: 0, end: 0 };
    if (end === 0 || this.#bytes < end) return;
    const body = this.#joined().toString('utf8', start, end);
    this.#clear();
    this.#finish({ status, body });
  }

  #readHead():
    | { readonly status: number; readonly start: number; readonly end: number }
    | undefined {
    const bytes = this.#joined();
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const head = bytes.toString('latin1', 0, end);
    const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (status === undefined || length === undefined) {
      this.#lose('the answer is not HTTP/1.1 with a content length');
      return undefined;
    }
    return { status: Number(status), start: end + 4, end: end + 4 + Number(length) };
  }

  #joined(): Buffer {
    const [first] = this.#received;
    const joined =
      this.#received.length === 1 && first !== undefined ? first : Buffer.concat(this.#received);
    this.#received = [joined];
    return joined;
  }

  #clear(): void {
    this.#received = [];
    this.#bytes = 0;
    this.#expected = undefined;
  }

  #finish(result: WireAnswer | WireFailure): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.settle(result);
  }
}
