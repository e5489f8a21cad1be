/** The one hash of content that nodes compare. */
import { hash } from 'node:crypto';

/** One call and no stream object: half the time of `createHash` for inputs as small as these. */
export function sha256(bytes: string | Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}
