/** Datagrams that only those who share a secret can make: everything else is dropped as if it had never come. */
import type { Transport } from './transport.ts';

export type Seal = {
  /** The payload with a tag of `sealBytes` behind. */
  seal(payload: Uint8Array): Uint8Array;
  /** The payload again; null if the tag is not the secret's. */
  open(sealed: Uint8Array): Uint8Array | null;
};

/** Puts a seal on what goes out of `transport`, and lets in only what has one. */
export function sealTransport(
  transport: Transport,
  seal: Seal,
  onForged: (from: string) => void,
): Transport {
  return {
    get address() {
      return transport.address;
    },
    get counters() {
      return transport.counters;
    },
    send: (to, payload) => transport.send(to, seal.seal(payload)),
    listen: (receive) =>
      transport.listen((from, sealed) => {
        const payload = seal.open(sealed);
        if (payload === null) onForged(from);
        else receive(from, payload);
      }),
    close: () => transport.close(),
  };
}
