/** How a request of a node says who made it: a name that everybody can write, and a signature that only members can. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';
import type { PeerRequest, PeerSigner } from '../security/peer-signature.ts';

const signatureHeader = 'x-engram-signature';

export function peerHeaders(
  signer: PeerSigner | null,
  request: PeerRequest,
): Readonly<Record<string, string>> {
  return {
    'x-engram-from': request.from,
    ...(signer === null ? {} : { [signatureHeader]: signer.sign(request) }),
  };
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
  if (signer.isSigned({ method, path: url, from, body }, given)) return;
  throw new ApiError(
    'UNAUTHORIZED',
    `Unexpected signature of \`${from}\`, expected one by the secret of this cluster.`,
    { hint: 'Give all nodes the same `security.cluster_secret_file`.' },
  );
}
