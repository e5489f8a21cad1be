/** The side of `peer-connection.ts` that answers: connections of other nodes, with one request at a time on each. */
import type { Socket } from 'node:net';
import type { ApiError } from '../errors.ts';
import { toApiError, toEnvelope } from './envelope.ts';
import { FrameReader, peerProtocol, writeFrame } from './peer-frame.ts';
import { type PeerHead, readPeerHead } from './peer-head.ts';

/** What answers the requests of other nodes. */
export type PeerDesk = {
  /** Throws what is answered to a request that is not worked on. Called before its body is read: a stranger costs no memory. */
  readonly admit: (head: PeerHead, address: string | undefined) => void;
  /** What is sent as JSON with status 200. */
  readonly answer: (head: PeerHead, body: Buffer) => Promise<unknown>;
};

/** A line on which nothing comes for so long is closed, milliseconds: longer than the other side uses an idle one. */
const silenceMs = 30_000;

export class PeerLines {
  readonly #desk: PeerDesk;
  readonly #lines = new Set<PeerLine>();

  constructor(desk: PeerDesk) {
    this.#desk = desk;
  }

  /** Agrees to the upgrade. `first`: what came behind the request for it. */
  take(socket: Socket, first: Buffer): void {
    const line = new PeerLine(socket, this.#desk);
    this.#lines.add(line);
    socket.once('close', () => this.#lines.delete(line));
    line.start(first);
  }

  /** Ends all lines: those on which a request is worked on, after their reply. */
  end(): void {
    for (const line of this.#lines) line.end();
  }

  destroy(): void {
    for (const line of this.#lines) line.destroy();
  }
}

class PeerLine {
  readonly #socket: Socket;
  readonly #desk: PeerDesk;
  #reader = new FrameReader();
  /** Head of the request that is being read or worked on, once it is admitted. */
  #head: PeerHead | null = null;
  #isWorking = false;
  #isEnding = false;

  constructor(socket: Socket, desk: PeerDesk) {
    this.#socket = socket;
    this.#desk = desk;
  }

  start(first: Buffer): void {
    const socket = this.#socket;
    socket.on('error', () => socket.destroy());
    socket.on('data', (part: Buffer) => this.#hear(part));
    // A node has ended its side: it asks nothing more, and what it has begun to ask never comes.
    socket.on('end', () => this.end());
    socket.setTimeout(silenceMs, () => {
      if (!this.#isWorking) socket.destroy();
    });
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${peerProtocol}\r\n\r\n`,
    );
    if (first.length > 0) this.#hear(first);
  }

  /** Closes the line, after the reply if a request is worked on. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isWorking) this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #hear(part: Buffer): void {
    // Nodes wait for a reply before they ask again.
    if (this.#isWorking) return void this.#socket.destroy();
    let body: Buffer | null;
    try {
      body = this.#reader.add(part);
    } catch {
      return void this.#socket.destroy();
    }
    if (this.#reader.head === null) return;
    const address = this.#socket.remoteAddress;
    try {
      if (this.#head === null) {
        const head = readPeerHead(this.#reader.head);
        this.#desk.admit(head, address);
        this.#head = head;
      }
    } catch (thrown) {
      // Its body may still come, and nobody reads it.
      this.#isEnding = true;
      this.#refuse(toApiError(thrown));
      return;
    }
    if (body === null) return;
    this.#isWorking = true;
    this.#desk.answer(this.#head, body).then(
      (answer) => this.#reply(200, answer),
      (thrown: unknown) => this.#refuse(toApiError(thrown)),
    );
  }

  #refuse(error: ApiError): void {
    this.#reply(error.status, toEnvelope(error));
  }

  #reply(status: number, answer: unknown): void {
    this.#isWorking = false;
    this.#head = null;
    this.#reader = new FrameReader();
    if (!this.#socket.writable) return;
    const frame = writeFrame({ status }, JSON.stringify(answer) ?? '');
    if (this.#isEnding) this.#socket.end(frame);
    else this.#socket.write(frame);
  }
}
