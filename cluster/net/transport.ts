/** Datagrams as the node's parts see them: small, unordered, sometimes lost, sometimes twice. */

export interface Transport {
  /** The address it is bound to and sends from, `ip:port`. */
  readonly address: string;
  /** What went through it since it was opened. */
  readonly counters: TransportCounters;
  /** Sends one datagram and forgets it. Never throws and never waits: a datagram that cannot be sent is a lost one. */
  send(to: string, payload: Uint8Array): void;
  /** Sets who receives; datagrams that come before are dropped. */
  listen(receive: DatagramHandler): void;
  /** Resolves when the socket is closed; what was sent before has been handed to the network. */
  close(): Promise<void>;
}

export type DatagramHandler = (from: string, payload: Uint8Array) => void;

export type TransportCounters = {
  readonly sent: number;
  readonly sentBytes: number;
  readonly received: number;
  readonly receivedBytes: number;
  readonly sendErrors: number;
};

/**
 * Largest datagram that is ever sent, bytes. It fits an Ethernet frame (1,500) after IPv6 (40) and UDP (8) headers with
 * room for a tunnel's header, so it is never cut into fragments, each of which could be lost alone.
 */
export const datagramBytesMax = 1_400;

/** A sealed datagram (`sealed-transport.ts`) is so many bytes longer; it still fits. */
export const sealBytes = 16;
