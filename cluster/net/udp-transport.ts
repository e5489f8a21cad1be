/** Datagrams over UDP: one socket that is bound to the node's address and sends from it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { formatAddress, parseAddress } from './address.ts';
import {
  type DatagramHandler,
  datagramBytesMax,
  type Transport,
  type TransportCounters,
} from './transport.ts';

/**
 * `bind` is `ip:port`; port 0 takes a free one. Rejects when the address is taken or not of this host. A datagram of more
 * than `bytesMax` is not sent.
 */
export async function openUdpTransport(
  bind: string,
  bytesMax: number = datagramBytesMax,
): Promise<Transport> {
  const address = parseAddress(bind);
  const family = isIP(address?.host ?? '');
  if (address === null || family === 0) {
    throw new Error(`Unexpected address \`${bind}\` to bind to, expected \`ip:port\`.`);
  }
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // Targets are always resolved addresses; without this each send would queue for a look-up thread.
    lookup: (host, _options, done) => done(null, host, family),
  });
  // The look-up above answers at once, so the socket may be listening before `bind` returns.
  const listening = once(socket, 'listening');
  socket.bind(address.port, address.host);
  try {
    await listening;
  } catch (cause) {
    throw new Error(
      `Cannot bind UDP \`${bind}\`: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
  return new UdpTransport(socket, bytesMax);
}

class UdpTransport implements Transport {
  readonly address: string;
  readonly #socket: Socket;
  readonly #bytesMax: number;
  readonly #counters = {
    sent: 0,
    sentBytes: 0,
    received: 0,
    receivedBytes: 0,
    sendErrors: 0,
  };
  #receive: DatagramHandler = () => undefined;
  #closed: Promise<void> | null = null;

  constructor(socket: Socket, bytesMax: number) {
    const bound = socket.address();
    this.address = formatAddress({ host: bound.address, port: bound.port });
    this.#socket = socket;
    this.#bytesMax = bytesMax;
    // After binding, errors belong to single datagrams (an unreachable network, a packet filter): each is a lost one.
    socket.on('error', () => {
      this.#counters.sendErrors += 1;
    });
    socket.on('message', (payload, remote) => {
      this.#counters.received += 1;
      this.#counters.receivedBytes += payload.length;
      this.#receive(formatAddress({ host: remote.address, port: remote.port }), payload);
    });
  }

  get counters(): TransportCounters {
    return { ...this.#counters };
  }

  send(to: string, payload: Uint8Array): void {
    const target = parseAddress(to);
    const sendable = target !== null && target.port > 0 && isIP(target.host) !== 0;
    if (this.#closed !== null || !sendable || payload.length > this.#bytesMax) {
      this.#counters.sendErrors += 1;
      return;
    }
    this.#counters.sent += 1;
    this.#counters.sentBytes += payload.length;
    this.#socket.send(payload, target.port, target.host, (error) => {
      if (error !== null) this.#counters.sendErrors += 1;
    });
  }

  listen(receive: DatagramHandler): void {
    this.#receive = receive;
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#socket.close(() => resolve()));
    return this.#closed;
  }
}
