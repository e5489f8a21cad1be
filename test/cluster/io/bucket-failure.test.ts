import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { explainBucketFailure } from '../../../cluster/io/bucket-failure.ts';

const names = { bucket: 'backups', url: 's3://backups/engram' };

function answer(name: string, message: string): Error {
  return new S3ServiceException({ name, message, $fault: 'client', $metadata: {} });
}

function broken(code: string): Error {
  return Object.assign(new Error(`it broke with ${code}`), { code });
}

test.each([
  [answer('RequestTimeTooSkewed', 'too large'), "This host's clock", 'set the clock'],
  [answer('PermanentRedirect', 'elsewhere'), 'is in another region: elsewhere.', 'AWS_REGION'],
  [answer('ExpiredToken', 'old.'), 'refuses the credentials: old.', 'AWS_SESSION_TOKEN'],
  [answer('SlowDown', 'slower'), 'failed with `s3://backups/engram`: slower.', 'try again'],
  [broken('SELF_SIGNED_CERT_IN_CHAIN'), 'is not trusted', 'NODE_EXTRA_CA_CERTS'],
  [
    Object.assign(new AggregateError([broken('x')]), { code: 'ECONNREFUSED' }),
    'with x.',
    'network',
  ],
])('%s is explained', (thrown, message, hint) => {
  expect(explainBucketFailure(thrown, names)).toMatchObject({
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
    cause: thrown,
  });
});
