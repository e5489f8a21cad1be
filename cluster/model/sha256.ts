/** The one hash of content that nodes compare. */
import { hash } from 'node:crypto';

/** 64 hex digits. One call, no stream object and no buffer: a quarter of the time of `createHash` for inputs this small. */
export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
