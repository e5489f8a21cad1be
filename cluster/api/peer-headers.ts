/** How a request of a node says who made it: a name that everybody can write, and a signature that only members can. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';
import {
  type ClusterEpoch,
  clusterEpochText,
  firstClusterEpoch,
  parseClusterEpoch,
  relateEpochs,
} from '../model/cluster-epoch.ts';
import type { PeerRequest, PeerSigner } from '../security/peer-signature.ts';

const signatureHeader = 'x-engram-signature';
/** Left out in the first epoch, so that a request there is what it always was. */
const epochHeader = 'x-engram-cluster-epoch';

export function peerHeaders(
  signer: PeerSigner | null,
  request: PeerRequest,
): Readonly<Record<string, string>> {
  return {
    'x-engram-from': request.from,
    ...(request.clusterEpoch === undefined ? {} : { [epochHeader]: request.clusterEpoch }),
    ...(signer === null ? {} : { [signatureHeader]: signer.sign(request) }),
  };
}

/** The epoch as a signed request says it. */
export function epochOfRequest(epoch: ClusterEpoch): string | undefined {
  return epoch.number === 0 ? undefined : clusterEpochText(epoch);
}

/** Throws unless the sender is of this cluster epoch: what a recovery took back must not come in again. */
export function requireSameEpoch(
  own: ClusterEpoch,
  { headers }: Pick<IncomingMessage, 'headers'>,
  from: string,
): void {
  const text = headers[epochHeader];
  const theirs = typeof text === 'string' ? parseClusterEpoch(text) : firstClusterEpoch;
  if (theirs !== null && relateEpochs(own, theirs) === 'same') return;
  throw new ApiError(
    'STATE_CONFLICT',
    `Unexpected cluster epoch \`${text ?? '0'}\` of \`${from}\`, expected \`${clusterEpochText(own)}\`.`,
    { hint: 'Restore all nodes from the same snapshot to the same time.', outcome: 'not_applied' },
  );
}

/** Throws unless whoever made the request knows the secret of the cluster. */
export function requireSigned(
  signer: PeerSigner | null,
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
  from: string,
): void {
  if (signer === null) return;
  const signature = headers[signatureHeader];
  const given = typeof signature === 'string' ? signature : undefined;
  const epoch = headers[epochHeader];
  const clusterEpoch = typeof epoch === 'string' ? { clusterEpoch: epoch } : {};
  if (signer.isSigned({ method, path: url, from, body, ...clusterEpoch }, given)) return;
  throw new ApiError(
    'UNAUTHORIZED',
    `Unexpected signature of \`${from}\`, expected one by the secret of this cluster.`,
    { hint: 'Give all nodes the same `security.cluster_secret_file`.' },
  );
}
