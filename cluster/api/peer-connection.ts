/**
 * HTTP/1.1 to a peer on kept connections, one request at a time on each. Both ends run this program, so requests and
 * answers have a content length and nothing else of HTTP is needed; the client of Node takes five times the processor,
 * and replication sends thousands of requests a second.
 */
import type { Socket } from 'node:net';

export type PeerReply = { readonly status: number; readonly body: Buffer };

/** Why a connection gave no reply. `sent`: the request may have reached the peer. */
export type PeerLoss = { readonly cause: unknown; readonly sent: boolean };

/** Longest reply of a peer, and longest head of one, bytes. */
const replyBytesMax = 64 * 1024 * 1024;
const headBytesMax = 16 * 1024;

type Head = { readonly status: number; readonly start: number; readonly end: number };

export class PeerConnection {
  readonly #socket: Socket;
  #connected = false;
  #settle: ((result: PeerReply | PeerLoss) => void) | null = null;
  #received: Buffer[] = [];
  #bytes = 0;
  #head: Head | null = null;
  #lost: { readonly cause: unknown } | null = null;
  /** When its last reply came, on the monotonic clock, milliseconds. */
  idleSince = performance.now();

  /** `event`: what the socket says when it is ready, `connect` or `secureConnect`. */
  constructor(socket: Socket, event: 'connect' | 'secureConnect') {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on(event, () => {
      this.#connected = true;
    });
    socket.on('data', (part: Buffer) => this.#hear(part));
    socket.on('error', (cause) => this.#lose(cause));
    // The peer closes what was idle for long: what is not free any more must not be chosen for the next request.
    socket.on('end', () => this.#lose(new Error('the peer ended the connection')));
    socket.on('close', () => this.#lose(new Error('socket hang up')));
  }

  /** It can take a request: nothing is on its way and the peer has not ended it. */
  get isFree(): boolean {
    return this.#settle === null && this.#lost === null;
  }

  /** It has ended, by whichever side. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Sends head and body; `settle` is called once. The connection must be free. */
  send(bytes: Buffer, settle: (result: PeerReply | PeerLoss) => void): void {
    this.#settle = settle;
    this.#socket.write(bytes);
  }

  end(cause: unknown): void {
    this.#lose(cause);
  }

  #lose(cause: unknown): void {
    if (this.#lost !== null) return;
    this.#lost = { cause };
    this.#socket.destroy();
    this.#finish({ cause, sent: this.#connected });
  }

  #hear(part: Buffer): void {
    if (this.#settle === null) {
      this.#lose(new Error('bytes came that nobody asked for'));
      return;
    }
    this.#received.push(part);
    this.#bytes += part.length;
    this.#head ??= this.#readHead();
    if (this.#head === null || this.#bytes < this.#head.end) return;
    const { status, start, end } = this.#head;
    if (this.#bytes > end) {
      this.#lose(new Error('more bytes came than the reply has'));
      return;
    }
    const body = this.#joined().subarray(start, end);
    this.#received = [];
    this.#bytes = 0;
    this.#head = null;
    this.#finish({ status, body });
  }

  /** Null until the whole head is there. */
  #readHead(): Head | null {
    const bytes = this.#joined();
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd === -1) {
      if (bytes.length > headBytesMax) this.#lose(new Error('the head of the reply has no end'));
      return null;
    }
    const text = bytes.toString('latin1', 0, headEnd);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? Number.NaN);
    if (status === undefined || !(length <= replyBytesMax)) {
      this.#lose(new Error(`unexpected head of the reply: ${text.slice(0, 100)}`));
      return null;
    }
    return { status: Number(status), start: headEnd + 4, end: headEnd + 4 + length };
  }

  #joined(): Buffer {
    const [first] = this.#received;
    if (this.#received.length === 1 && first !== undefined) return first;
    const joined = Buffer.concat(this.#received);
    this.#received = [joined];
    return joined;
  }

  #finish(result: PeerReply | PeerLoss): void {
    const settle = this.#settle;
    this.#settle = null;
    this.idleSince = performance.now();
    settle?.(result);
  }
}
