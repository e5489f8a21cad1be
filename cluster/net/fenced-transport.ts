/**
 * Datagrams that stay within one cluster epoch. Each begins with a line that names its epoch; in the first epoch there is
 * no line, so that it is what it always was. A datagram of another epoch is dropped before anybody reads it. Whoever sent
 * one of an older epoch is told the newer one, so that it can say why nobody answers.
 */
import {
  type ClusterEpoch,
  clusterEpochText,
  parseClusterEpoch,
  relateEpochs,
} from '../model/cluster-epoch.ts';
import type { Transport } from './transport.ts';

/** A datagram with its epoch is so many bytes longer, at most. */
export const fenceBytesMax = 20;

const lineEnd = 10;
const firstCharacter = 'e'.charCodeAt(0);

export type Fence = {
  /** The own epoch, at any time. */
  readonly own: () => ClusterEpoch;
  /** A datagram of another epoch came from this address. */
  readonly onForeign: (from: string, theirs: ClusterEpoch) => void;
};

export function fenceTransport(transport: Transport, { own, onForeign }: Fence): Transport {
  return {
    get address() {
      return transport.address;
    },
    get counters() {
      return transport.counters;
    },
    send: (to, payload) => transport.send(to, withEpoch(own(), payload)),
    listen: (receive) =>
      transport.listen((from, datagram) => {
        const { epoch, payload } = splitEpoch(datagram);
        const relation = relateEpochs(own(), epoch);
        if (relation === 'same') receive(from, payload);
        else {
          onForeign(from, epoch);
          // Only downwards, so that two of them never answer each other for ever. It carries nothing else.
          if (relation === 'older') transport.send(from, withEpoch(own(), new Uint8Array(0)));
        }
      }),
    close: () => transport.close(),
  };
}

function withEpoch(epoch: ClusterEpoch, payload: Uint8Array): Uint8Array {
  if (epoch.number === 0) return payload;
  return Buffer.concat([Buffer.from(`e${clusterEpochText(epoch)}\n`), payload]);
}

/** A message begins with `{`, so a first line that begins with `e` is an epoch; anything else is of the first one. */
function splitEpoch(datagram: Uint8Array): {
  readonly epoch: ClusterEpoch;
  readonly payload: Uint8Array;
} {
  const end = datagram[0] === firstCharacter ? datagram.indexOf(lineEnd) : -1;
  const epoch =
    end > 0 && end < fenceBytesMax
      ? parseClusterEpoch(Buffer.from(datagram.subarray(1, end)).toString('latin1'))
      : null;
  if (epoch === null) return { epoch: { number: 0, recovery: '' }, payload: datagram };
  return { epoch, payload: datagram.subarray(end + 1) };
}
