/** Requests between simulated nodes: the real questions and the real desk that answers them, without the sockets between. */
import {
  type PeerAnswer,
  type PeerCall,
  type PeerCalls,
  type PeerClientOptions,
  PeerError,
} from '../../../../cluster/api/client.ts';
import { toApiError, toEnvelope } from '../../../../cluster/api/envelope.ts';
import { type PeerHead, peerHead, readPeerHead } from '../../../../cluster/api/peer-head.ts';
import type { HttpServer, HttpServerOptions } from '../../../../cluster/api/server.ts';
import type { Clock } from '../../../../cluster/io/clock.ts';
import { hostOf, type SimulatedNetwork } from './network.ts';
import type { Process, Timeline } from './timeline.ts';

type Server = { readonly process: Process; readonly options: HttpServerOptions };
type Frame = { readonly head: PeerHead; readonly body: string };

/** A request on its way; `end` gives up on it. */
type Flight = {
  readonly caller: Process;
  readonly from: string;
  readonly base: string;
  /** The process that works on it. */
  server: Process | null;
  sent: boolean;
  /** Nobody listened where it went: it is over, and certainly not heard. */
  isRefused: boolean;
  readonly end: (reason: string) => void;
};

export class SimulatedRequests {
  readonly #timeline: Timeline;
  readonly #network: SimulatedNetwork;
  readonly #servers = new Map<string, Server>();
  readonly #flights = new Set<Flight>();

  constructor(timeline: Timeline, network: SimulatedNetwork) {
    this.#timeline = timeline;
    this.#network = network;
  }

  serve(process: Process, options: HttpServerOptions): HttpServer {
    const base = `http://${options.host}:${options.port}`;
    const server = { process, options };
    this.#servers.set(base, server);
    const close = async (): Promise<void> => {
      if (this.#servers.get(base) === server) this.#servers.delete(base);
    };
    return { port: options.port, close };
  }

  /** How a process reaches the others. */
  caller(process: Process, clock: Clock, options: PeerClientOptions): PeerCalls {
    const from = options.localAddress ?? '';
    const giveUp = (base: string | null): void => {
      for (const flight of [...this.#flights])
        if (flight.caller === process && (base === null || flight.base === base))
          flight.end('the peer is gone');
    };
    return {
      call: (call) => this.#call(call, { process, clock, from, options }),
      forget: giveUp,
      close: () => giveUp(null),
    };
  }

  /** A process has ended: its host says so to whoever waits for it. */
  reset(process: Process): void {
    for (const flight of [...this.#flights]) {
      if (flight.server !== process) continue;
      this.#network.carry(hostOf(flight.base), flight.from, () => flight.end('socket hang up'));
    }
  }

  #call(
    call: PeerCall,
    by: {
      readonly process: Process;
      readonly clock: Clock;
      readonly from: string;
      readonly options: PeerClientOptions;
    },
  ): Promise<PeerAnswer> {
    const { process, clock, from, options } = by;
    if (!process.isAlive) return new Promise<never>(() => undefined);
    const body = call.json ?? (call.body === undefined ? '' : JSON.stringify(call.body));
    const { nodeId, signer } = options;
    const parts = { path: call.path, from: nodeId, clusterEpoch: options.clusterEpoch(), body };
    const frame = { head: peerHead(signer, parts), body };
    return new Promise((resolve, reject) => {
      let settle = (act: () => void): void => {
        settle = () => undefined;
        cancel();
        this.#flights.delete(flight);
        this.#timeline.afterIn(process, 0, act);
      };
      const end = (reason: string): void =>
        settle(() => {
          const message = `No answer to \`${call.base}${call.path}\`: ${reason}.`;
          reject(new PeerError(message, flight.sent, new Error(reason)));
        });
      const cancel = clock.schedule(call.deadlineMs, () => end('the deadline passed'));
      const { base } = call;
      const heard = { server: null, sent: false, isRefused: false };
      const flight: Flight = { caller: process, from, base, ...heard, end };
      this.#flights.add(flight);
      this.#send(flight, frame, (answer) => settle(() => resolve(answer)));
    });
  }

  #send(flight: Flight, frame: Frame, onAnswer: (answer: PeerAnswer) => void): void {
    const { base, from } = flight;
    const to = hostOf(base);
    // Behind a cut a new connection never comes into being; one that was there takes the bytes and they get nowhere.
    flight.sent = !this.#network.isCut(from, to);
    for (let copy = this.#network.times(); copy > 0; copy -= 1) {
      this.#network.carry(from, to, () => {
        if (flight.isRefused) return;
        const server = this.#servers.get(base);
        if (server === undefined || !server.process.isAlive) {
          // Of one that comes twice the first may have been heard.
          flight.isRefused = flight.server === null;
          if (flight.isRefused) flight.sent = false;
          this.#network.carry(to, from, () => flight.end('connection refused'));
          return;
        }
        // What is heard again is worked on again; the answer is that to the first one.
        const isFirst = flight.server === null;
        flight.server ??= server.process;
        this.#timeline.afterIn(server.process, 0, () => {
          this.#timeline.note(`request ${from} ${to} ${frame.head.path}`);
          void this.#answer(server, from, frame).then(({ status, text }) => {
            if (!server.process.isAlive || !isFirst) return;
            this.#network.carry(to, from, () => {
              this.#timeline.note(`answer ${to} ${from} ${frame.head.path} ${status}`);
              onAnswer({ status, body: text === '' ? null : JSON.parse(text) });
            });
          });
        });
      });
    }
  }

  async #answer(
    { options: { peers } }: Server,
    from: string,
    frame: Frame,
  ): Promise<{ readonly status: number; readonly text: string }> {
    try {
      const head = readPeerHead(JSON.parse(JSON.stringify(frame.head)));
      peers.admit(head, from);
      const answer = await peers.answer(head, Buffer.from(frame.body));
      return { status: 200, text: JSON.stringify(answer) ?? '' };
    } catch (thrown) {
      const error = toApiError(thrown);
      return { status: error.status, text: JSON.stringify(toEnvelope(error)) };
    }
  }
}
