/**
 * The network between simulated nodes, for datagrams and for requests: what is sent takes its time, so things overtake each
 * other; some are lost or come twice; each way between two hosts can be cut by itself.
 */
import type { Random } from '../../../../cluster/io/random.ts';
import { datagramBytesMax, type Transport } from '../../../../cluster/net/transport.ts';
import type { Process, Timeline } from './timeline.ts';

export type Weather = {
  /** Most things are there within this time; one in twenty within twenty times that. Milliseconds. */
  readonly delayMsMax: number;
  /** Share of datagrams that are lost. */
  readonly lossRate: number;
  /** Share of datagrams and requests that come twice. */
  readonly doubleRate: number;
};

export const goodWeather: Weather = { delayMsMax: 1, lossRate: 0, doubleRate: 0 };

type Socket = { readonly process: Process; receive: (from: string, payload: Uint8Array) => void };

export class SimulatedNetwork {
  weather: Weather = goodWeather;
  /** Called after a way was cut or mended. */
  onChanged: () => void = () => undefined;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #sockets = new Map<string, Socket>();
  readonly #cuts = new Set<string>();

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  /** Things from one host to the other vanish; the way back stays open. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from} ${to}`);
    this.onChanged();
  }

  heal(): void {
    this.#cuts.clear();
    this.onChanged();
  }

  isCut(from: string, to: string): boolean {
    return this.#cuts.has(`${from} ${to}`);
  }

  /** How often something that is on its way now arrives. */
  times(): number {
    return this.#random.fraction() < this.weather.doubleRate ? 2 : 1;
  }

  /** `arrive` happens when it is there; nothing happens if the way is cut before. */
  carry(from: string, to: string, arrive: () => void): void {
    if (this.isCut(from, to)) return;
    this.#timeline.after(this.#delay(), arrive, () => this.isCut(from, to));
  }

  /** A socket for datagrams at `ip:port`. */
  open(process: Process, address: string): Transport {
    const held = this.#sockets.get(address);
    if (held?.process.isAlive === true) throw new Error(`The address ${address} is in use.`);
    const socket: Socket = { process, receive: () => undefined };
    this.#sockets.set(address, socket);
    const counters = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0, sendErrors: 0 };
    return {
      address,
      counters,
      send: (to, payload) => {
        if (!process.isAlive) return;
        if (payload.length > datagramBytesMax + 100) throw new Error('The datagram is too large.');
        this.#sendDatagram(address, to, payload);
      },
      listen: (receive) => {
        socket.receive = receive;
      },
      close: async () => {
        if (this.#sockets.get(address) === socket) this.#sockets.delete(address);
      },
    };
  }

  #sendDatagram(from: string, to: string, payload: Uint8Array): void {
    const bytes = Uint8Array.from(payload);
    for (let copy = this.times(); copy > 0; copy -= 1) {
      if (this.#random.fraction() < this.weather.lossRate) continue;
      this.carry(hostOf(from), hostOf(to), () => {
        const socket = this.#sockets.get(to);
        if (socket === undefined) return;
        this.#timeline.afterIn(socket.process, 0, () => {
          this.#timeline.note(`datagram ${from} ${to} ${bytes.length}`);
          socket.receive(from, bytes);
        });
      });
    }
  }

  /** Mostly fast, now and then slow, so that late messages meet a changed world. */
  #delay(): number {
    const { delayMsMax } = this.weather;
    const isRare = this.#random.fraction() < 0.05;
    return this.#random.fraction() * (isRare ? delayMsMax * 20 : delayMsMax);
  }
}

/** The host of `ip:port`, or of a base URL. */
export function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
}
