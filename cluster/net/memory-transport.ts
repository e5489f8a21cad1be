/**
 * A network in memory whose faults are chosen and whose chance is seeded: what happens on it happens again.
 * Every datagram is delivered by the clock that is handed in, never inside `send`.
 */
import type { Clock } from '../io/clock.ts';
import { type Random, randomInteger } from '../io/random.ts';
import {
  type DatagramHandler,
  datagramBytesMax,
  type Transport,
  type TransportCounters,
} from './transport.ts';

export type MemoryNetworkOptions = {
  readonly clock: Clock;
  readonly random: Random;
};

export type LinkFaults = {
  /** Share of datagrams that vanish, 0 to 1. */
  readonly loss: number;
  /** Share of datagrams that arrive twice, 0 to 1. */
  readonly duplicate: number;
  /** Every datagram takes a random time in this range; a wide range reorders. */
  readonly delayMs: readonly [from: number, to: number];
};

const calm: LinkFaults = { loss: 0, duplicate: 0, delayMs: [0, 1] };

export class MemoryNetwork {
  readonly #options: MemoryNetworkOptions;
  readonly #endpoints = new Map<string, MemoryTransport>();
  readonly #cuts = new Set<string>();
  #faults: LinkFaults = calm;
  #nextPort = 40_000;

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
  }

  /** `bind` is `ip:port`; port 0 takes a free one. */
  open(bind: string): Transport {
    const address = bind.endsWith(':0') ? `${bind.slice(0, -1)}${this.#nextPort++}` : bind;
    if (this.#endpoints.has(address)) {
      throw new Error(`Cannot bind \`${bind}\`: the address is in use.`);
    }
    const transport = new MemoryTransport(address, {
      carry: (to, payload) => this.#carry(address, to, payload),
      close: () => this.#endpoints.delete(address),
    });
    this.#endpoints.set(address, transport);
    return transport;
  }

  setFaults(faults: Partial<LinkFaults>): void {
    this.#faults = { ...calm, ...faults };
  }

  /** Datagrams from one address to the other vanish; the way back stays open. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from} ${to}`);
  }

  /** Cuts every link between the groups, both ways. */
  split(...groups: readonly (readonly string[])[]): void {
    for (const group of groups) {
      for (const other of groups) {
        if (group === other) continue;
        for (const from of group) for (const to of other) this.cut(from, to);
      }
    }
  }

  /** Mends every link. */
  heal(): void {
    this.#cuts.clear();
  }

  #carry(from: string, to: string, payload: Uint8Array): void {
    const { random, clock } = this.#options;
    const { loss, duplicate, delayMs } = this.#faults;
    if (this.#cuts.has(`${from} ${to}`) || random.fraction() < loss) return;
    const copies = random.fraction() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = delayMs[0] + randomInteger(random, delayMs[1] - delayMs[0] + 1);
      const bytes = Uint8Array.from(payload);
      clock.schedule(delay, () => this.#endpoints.get(to)?.deliver(from, bytes));
    }
  }
}

type Uplink = {
  readonly carry: (to: string, payload: Uint8Array) => void;
  readonly close: () => void;
};

class MemoryTransport implements Transport {
  readonly address: string;
  readonly #network: Uplink;
  readonly #counters = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0, sendErrors: 0 };
  #receive: DatagramHandler = () => undefined;
  #open = true;

  constructor(address: string, network: Uplink) {
    this.address = address;
    this.#network = network;
  }

  get counters(): TransportCounters {
    return { ...this.#counters };
  }

  send(to: string, payload: Uint8Array): void {
    if (!this.#open || payload.length > datagramBytesMax) {
      this.#counters.sendErrors += 1;
      return;
    }
    this.#counters.sent += 1;
    this.#counters.sentBytes += payload.length;
    this.#network.carry(to, payload);
  }

  listen(receive: DatagramHandler): void {
    this.#receive = receive;
  }

  deliver(from: string, payload: Uint8Array): void {
    this.#counters.received += 1;
    this.#counters.receivedBytes += payload.length;
    this.#receive(from, payload);
  }

  close(): Promise<void> {
    this.#open = false;
    this.#network.close();
    return Promise.resolve();
  }
}
