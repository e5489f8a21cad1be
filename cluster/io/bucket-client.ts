/** The client of an object storage: everything that it needs comes from the standard AWS environment. */
import { S3Client } from '@aws-sdk/client-s3';

/** Ends an attempt whose connection is not made by then, ms. */
const connectMs = 5_000;
/** Ends an attempt on whose connection nothing moves for so long, ms. Uploads of any length go on while bytes move. */
const silenceMs = 60_000;

/**
 * Reads AWS_REGION, AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_ENDPOINT_URL and the rest as the AWS SDK does, when the first
 * request goes out. A storage of one's own has one name for all its buckets, hence paths once an endpoint is named.
 */
export function createBucketClient(): S3Client {
  return new S3Client({
    forcePathStyle: namesEndpoint(process.env),
    requestHandler: { connectionTimeout: connectMs, socketTimeout: silenceMs },
  });
}

function namesEndpoint(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']);
}
