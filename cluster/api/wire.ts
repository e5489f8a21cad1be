/**
 * Replication messages as two nodes send them. Wire 1 is plain JSON. Wire 2 compresses the whole state of a space, which
 * is what a copy that joins or has fallen behind waits for. A node sends what the receiver's release reads.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json } from '../model/entry.ts';
import type { Release } from '../model/release.ts';
import type { GroupMessage } from '../replication/message.ts';
import { entryText } from '../replication/payload-text.ts';

/** An `install` of wire 2: the state is raw deflate of its JSON, in base64. */
type Compressed = { readonly encoding: 'deflate'; readonly state: string };

/** Largest state that is taken in, bytes of JSON: a small message must not fill the memory. */
const stateBytesMax = 512 * 1024 * 1024;

/** Speed counts more than the last bytes: a state is sent once. */
const level = 1;

/** What travels for a message to a node that reads `wire`, as JSON. */
export function textForWire(message: GroupMessage, wire: Release['wire']): string {
  if (message.kind !== 'append') return JSON.stringify(encodeForWire(message, wire));
  // The entries' payloads have been written as JSON already, for the log of this node or for another copy.
  const { entries, ...head } = message;
  const text = JSON.stringify(head);
  return `${text.slice(0, -1)},"entries":[${entries.map(entryText).join(',')}]}`;
}

function encodeForWire(message: GroupMessage, wire: Release['wire']): unknown {
  if (wire === 1 || message.kind !== 'install') return message;
  const state = deflateRawSync(JSON.stringify(message.state), { level }).toString('base64');
  return { ...message, encoding: 'deflate', state } satisfies Compressed &
    Omit<typeof message, 'state'>;
}

/** What arrived, plain again; null if it cannot be read. What is no compressed message passes unchanged. */
export function decodeFromWire(value: unknown): unknown {
  if (!isCompressed(value)) return value;
  const { encoding: _encoding, ...message } = value;
  try {
    const text = inflateRawSync(Buffer.from(value.state, 'base64'), {
      maxOutputLength: stateBytesMax,
    });
    return { ...message, state: JSON.parse(text.toString('utf8')) as Json };
  } catch {
    return null;
  }
}

function isCompressed(value: unknown): value is Compressed {
  if (typeof value !== 'object' || value === null) return false;
  const { encoding, state } = value as Readonly<Record<string, unknown>>;
  return encoding === 'deflate' && typeof state === 'string';
}
