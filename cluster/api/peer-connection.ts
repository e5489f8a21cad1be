/** A kept connection to a peer, upgraded from HTTP, with one request on its way at a time. */
import type { Socket } from 'node:net';
import { FrameReader, peerProtocol } from './peer-frame.ts';

export type PeerReply = { readonly status: number; readonly body: Buffer };

/** Why a connection gave no reply. `sent`: the request may have reached the peer. */
export type PeerLoss = { readonly cause: unknown; readonly sent: boolean };

/** Longest head of the answer to the upgrade, bytes. */
const headBytesMax = 16 * 1024;

export class PeerConnection {
  readonly #socket: Socket;
  #connected = false;
  /** The peer has agreed to the upgrade. */
  #upgraded = false;
  #settle: ((result: PeerReply | PeerLoss) => void) | null = null;
  /** What has come of the answer to the upgrade. */
  #agreement = Buffer.alloc(0);
  #reader = new FrameReader();
  #lost: { readonly cause: unknown } | null = null;
  /** When its last reply came, on the monotonic clock, milliseconds. */
  idleSince = performance.now();

  /** `event`: what the socket says when it is ready, `connect` or `secureConnect`; `host`: name and port of the peer. */
  constructor(socket: Socket, event: 'connect' | 'secureConnect', host: string) {
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
    // The first request follows at once: a peer that does not agree reads it as nonsense.
    socket.write(
      `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: ${peerProtocol}\r\n\r\n`,
    );
  }

  /** It can take a request: nothing is on its way and the peer has not ended it. */
  get isFree(): boolean {
    return this.#settle === null && this.#lost === null;
  }

  /** It has ended, by whichever side. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Sends a frame; `settle` is called once. The connection must be free. */
  send(frame: Buffer, settle: (result: PeerReply | PeerLoss) => void): void {
    this.#settle = settle;
    this.#socket.write(frame);
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
    try {
      const rest = this.#upgraded ? part : this.#readAgreement(part);
      if (rest.length > 0) this.#read(rest);
    } catch (cause) {
      this.#lose(cause);
    }
  }

  #read(part: Buffer): void {
    const body = this.#reader.add(part);
    if (body === null) return;
    const status = this.#reader.head?.['status'];
    if (typeof status !== 'number') throw new Error('the reply has no status');
    this.#reader = new FrameReader();
    this.#finish({ status, body });
  }

  /** What came behind the answer to the upgrade. Throws if the peer does not agree to it. */
  #readAgreement(part: Buffer): Buffer {
    this.#agreement = Buffer.concat([this.#agreement, part]);
    const end = this.#agreement.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#agreement.length > headBytesMax)
        throw new Error('the head of the answer has no end');
      return Buffer.alloc(0);
    }
    const head = this.#agreement.toString('latin1', 0, end);
    if (!/^HTTP\/1\.1 101 /.test(head)) {
      throw new Error(`the peer does not speak \`${peerProtocol}\`: ${head.slice(0, 100)}`);
    }
    this.#upgraded = true;
    return this.#agreement.subarray(end + 4);
  }

  #finish(result: PeerReply | PeerLoss): void {
    const settle = this.#settle;
    this.#settle = null;
    this.idleSince = performance.now();
    settle?.(result);
  }
}
