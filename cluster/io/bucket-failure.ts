/** What went wrong with an object storage, in a sentence, and the way out. */
import { StartError, sentenceOf } from '../errors.ts';

export type BucketNames = { readonly bucket: string; readonly url: string };

type Explanation = { readonly message: string; readonly hint: string };

/** By the name that the SDK or the storage gives to an error: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const kinds: Readonly<Record<string, keyof typeof explanations>> = {
  NoSuchBucket: 'missing',
  AccessDenied: 'denied',
  Forbidden: 'denied',
  AllAccessDisabled: 'denied',
  InvalidAccessKeyId: 'refused',
  SignatureDoesNotMatch: 'refused',
  ExpiredToken: 'refused',
  InvalidToken: 'refused',
  RequestTimeTooSkewed: 'clock',
  CredentialsProviderError: 'anonymous',
  PermanentRedirect: 'elsewhere',
  AuthorizationHeaderMalformed: 'elsewhere',
  IllegalLocationConstraintException: 'elsewhere',
  TimeoutError: 'silent',
  ECONNREFUSED: 'silent',
  ECONNRESET: 'silent',
  EHOSTUNREACH: 'silent',
  ENETUNREACH: 'silent',
  ENOTFOUND: 'silent',
  EAI_AGAIN: 'silent',
  EPIPE: 'silent',
  ETIMEDOUT: 'silent',
  ERR_INVALID_URL: 'address',
  CERT_HAS_EXPIRED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
};

const explanations = {
  missing: ({ bucket }: BucketNames) => ({
    message: `There is no bucket \`${bucket}\`.`,
    hint: 'mend the URL or AWS_ENDPOINT_URL, or create the bucket: `engram` makes none',
  }),
  denied: ({ url }: BucketNames) => ({
    message: `The object storage denies access to \`${url}\`.`,
    hint: 'the key needs s3:ListBucket for the bucket; s3:GetObject, s3:PutObject and s3:AbortMultipartUpload for what is in it; `prune` also s3:DeleteObject',
  }),
  refused: (_names: BucketNames, why: string) => ({
    message: `The object storage refuses the credentials: ${why}`,
    hint: 'check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS_PROFILE',
  }),
  clock: () => ({
    message: "This host's clock is too far from that of the object storage.",
    hint: 'set the clock: see `timedatectl status` or `chronyc tracking`',
  }),
  anonymous: ({ url }: BucketNames) => ({
    message: `There are no credentials for \`${url}\`.`,
    hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the host a role',
  }),
  region: ({ url }: BucketNames) => ({
    message: `There is no region for \`${url}\`.`,
    hint: 'set AWS_REGION; most own storages take `us-east-1`',
  }),
  elsewhere: ({ bucket }: BucketNames, why: string) => ({
    message: `The bucket \`${bucket}\` is in another region: ${why}`,
    hint: 'set AWS_REGION to that of the bucket',
  }),
  silent: ({ url }: BucketNames, why: string) => ({
    message: `The object storage of \`${url}\` does not answer: ${why}`,
    hint: 'check AWS_ENDPOINT_URL and the network on the way, then try again: repeating is safe',
  }),
  address: () => ({
    message: 'The address of the object storage is no URL.',
    hint: 'set AWS_ENDPOINT_URL to one such as `https://storage.example.org`, or unset it for AWS itself',
  }),
  untrusted: (_names: BucketNames, why: string) => ({
    message: `The certificate of the object storage is not trusted: ${why}`,
    hint: 'name the file of its authority in NODE_EXTRA_CA_CERTS',
  }),
  other: ({ url }: BucketNames, why: string) => ({
    message: `The object storage failed with \`${url}\`: ${why}`,
    hint: 'try again: repeating is safe',
  }),
} satisfies Record<string, (names: BucketNames, why: string) => Explanation>;

export function explainBucketFailure(thrown: unknown, names: BucketNames): StartError {
  const { message, hint } = explanations[kindOf(thrown)](names, reasonOf(thrown));
  return new StartError(message, { hint, cause: thrown });
}

function kindOf(thrown: unknown): keyof typeof explanations {
  if (!(thrown instanceof Error)) return 'other';
  const code = (thrown as NodeJS.ErrnoException).code;
  if (/^Region (?:is missing|not accepted)/.test(thrown.message)) return 'region';
  return kinds[nameOf(thrown)] ?? kinds[code ?? ''] ?? 'other';
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}

/** One sentence with its full stop. Failures to connect to several addresses of a name have no message of their own. */
function reasonOf(thrown: unknown): string {
  const first = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  const text = sentenceOf(first).trim() || nameOf(thrown);
  return text.endsWith('.') ? text : `${text}.`;
}
