/** Datagrams over links with faults: the sending side decides, so that a fault is never counted twice. */
import type { Clock } from '../io/clock.ts';
import { parseAddress } from './address.ts';
import type { LinkFaults } from './link-faults.ts';
import type { DatagramHandler, Transport, TransportCounters } from './transport.ts';

export class FaultyTransport implements Transport {
  readonly #transport: Transport;
  readonly #links: LinkFaults;
  readonly #clock: Clock;
  #open = true;

  constructor(transport: Transport, links: LinkFaults, clock: Clock) {
    this.#transport = transport;
    this.#links = links;
    this.#clock = clock;
  }

  get address(): string {
    return this.#transport.address;
  }

  get counters(): TransportCounters {
    return this.#transport.counters;
  }

  send(to: string, payload: Uint8Array): void {
    const peer = parseAddress(to)?.host ?? to;
    const { dropped, delayMs, copies } = this.#links.judge({ peer, way: 'out', lane: 'swim' });
    if (dropped) return;
    if (delayMs === 0) this.#transport.send(to, payload);
    else this.#sendLater(to, payload, delayMs);
    if (copies === 2) this.#sendLater(to, payload, delayMs + 1);
  }

  listen(receive: DatagramHandler): void {
    this.#transport.listen(receive);
  }

  close(): Promise<void> {
    this.#open = false;
    return this.#transport.close();
  }

  #sendLater(to: string, payload: Uint8Array, delayMs: number): void {
    const bytes = Uint8Array.from(payload);
    this.#clock.schedule(delayMs, () => {
      if (this.#open) this.#transport.send(to, bytes);
    });
  }
}
