/** How a request of a node says what it is and who made it: a name that everybody can write, and a signature that only members can. */
import { ApiError } from '../errors.ts';
import {
  type ClusterEpoch,
  clusterEpochText,
  firstClusterEpoch,
  parseClusterEpoch,
  relateEpochs,
} from '../model/cluster-epoch.ts';
import type { PeerSigner } from '../security/peer-signature.ts';

export type PeerHead = {
  readonly path: string;
  /** Id of the sending node. */
  readonly from: string;
  /** Cluster epoch of the sender; left out in the first one. */
  readonly epoch?: string;
  /** Left out in a cluster without a secret. */
  readonly signature?: string;
};

export type PeerHeadParts = {
  readonly path: string;
  readonly from: string;
  readonly clusterEpoch: string | undefined;
  readonly body: string;
};

/** The head of a request, signed if nodes share a secret. */
export function peerHead(signer: PeerSigner | null, parts: PeerHeadParts): PeerHead {
  const { path, from, clusterEpoch } = parts;
  return {
    path,
    from,
    ...(clusterEpoch === undefined ? {} : { epoch: clusterEpoch }),
    ...(signer === null ? {} : { signature: signer.sign({ kind: 'request', ...parts }) }),
  };
}

/** Throws if it is no head of a request. */
export function readPeerHead(head: Readonly<Record<string, unknown>>): PeerHead {
  const { path, from, epoch, signature } = head;
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isTextIfAny = (value: unknown) => value === undefined || isText(value);
  if (!isText(path) || !isText(from) || !isTextIfAny(epoch) || !isTextIfAny(signature)) {
    throw new ApiError('BAD_REQUEST', 'Unexpected head of a request, expected `path` and `from`.');
  }
  return {
    path,
    from,
    ...(isText(epoch) ? { epoch } : {}),
    ...(isText(signature) ? { signature } : {}),
  };
}

/** The epoch as a signed request says it. */
export function epochOfRequest(epoch: ClusterEpoch): string | undefined {
  return epoch.number === 0 ? undefined : clusterEpochText(epoch);
}

/** Throws unless the sender is of this cluster epoch: what a recovery took back must not come in again. */
export function requireSameEpoch(
  own: ClusterEpoch,
  { epoch, from }: Pick<PeerHead, 'epoch' | 'from'>,
): void {
  const theirs = epoch === undefined ? firstClusterEpoch : parseClusterEpoch(epoch);
  if (theirs !== null && relateEpochs(own, theirs) === 'same') return;
  throw new ApiError(
    'STATE_CONFLICT',
    `Unexpected cluster epoch \`${epoch ?? '0'}\` of \`${from}\`, expected \`${clusterEpochText(own)}\`.`,
    { hint: 'Restore all nodes from the same snapshot to the same time.', outcome: 'not_applied' },
  );
}

/** Throws unless whoever made the request knows the secret of the cluster. */
export function requireSigned(
  signer: PeerSigner | null,
  { path, from, epoch, signature }: PeerHead,
  body: Buffer,
): void {
  if (signer === null) return;
  const request = { kind: 'request', path, from, clusterEpoch: epoch, body } as const;
  if (signer.isSigned(request, signature)) return;
  throw new ApiError(
    'UNAUTHORIZED',
    `Unexpected signature of \`${from}\`, expected one by the secret of this cluster.`,
    { hint: 'Give all nodes the same `security.cluster_secret_file`.' },
  );
}
