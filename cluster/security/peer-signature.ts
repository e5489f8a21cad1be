/**
 * What nodes prove to each other with the cluster's secret. The secret itself never travels: whoever listens can repeat a
 * call but make none. (The groups take a message twice as they take it once; who must fear listeners turns TLS on.)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Shortest secret, characters. */
export const clusterSecretMin = 32;

const datagramTagBytes = 16;

export type SignedCall = {
  readonly kind: 'request' | 'reply';
  /** Of the request, and of the one that is replied to. */
  readonly path: string;
  /** Id of the sending node. */
  readonly from: string;
  /** As it is said; without it the sender is of the first one. */
  readonly clusterEpoch?: string | undefined;
  readonly body: Uint8Array | string;
};

export class PeerSigner {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** What goes along as `signature`. */
  sign(call: SignedCall): string {
    return this.#mac(call).toString('base64url');
  }

  isSigned(call: SignedCall, signature: string | undefined): boolean {
    const expected = this.#mac(call);
    const given = Buffer.from(signature ?? '', 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** The datagram with its tag behind. */
  seal(payload: Uint8Array): Uint8Array {
    return Buffer.concat([payload, this.#tag(payload)]);
  }

  /** The datagram without its tag; null if nobody who knows the secret made it. */
  open(sealed: Uint8Array): Uint8Array | null {
    const length = sealed.length - datagramTagBytes;
    if (length < 0) return null;
    const payload = sealed.subarray(0, length);
    return timingSafeEqual(this.#tag(payload), sealed.subarray(length)) ? payload : null;
  }

  #mac({ kind, path, from, clusterEpoch, body }: SignedCall): Buffer {
    const epoch = clusterEpoch === undefined ? '' : `epoch ${clusterEpoch}\n`;
    return createHmac('sha256', this.#secret)
      .update(`${kind}\n${path}\n${from}\n${epoch}`)
      .update(body)
      .digest();
  }

  #tag(payload: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret)
      .update('swim\n')
      .update(payload)
      .digest()
      .subarray(0, datagramTagBytes);
  }
}
