import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  messageBytes,
  rumorBytes,
} from '../../../cluster/swim/codec.ts';
import type { Message } from '../../../cluster/swim/message.ts';
import { rumorAbout } from './rumors.ts';

const envelope = {
  from: 'node-1',
  rumors: [rumorAbout('node-2', { state: 'suspect', by: 'node-3' })],
};
const oneOfEach: readonly Message[] = [
  { kind: 'ping', sequence: 7, target: 'node-2', ...envelope },
  { kind: 'ack', sequence: 7, ...envelope },
  {
    kind: 'ping-request',
    sequence: 8,
    target: 'node-2',
    targetAddress: '127.0.1.2:7946',
    ...envelope,
  },
  { kind: 'nack', sequence: 8, ...envelope },
  { kind: 'gossip', ...envelope },
  { kind: 'sync', reply: true, ...envelope },
];

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('the codec', () => {
  test.each(oneOfEach)('a $kind comes back as it was sent', (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  test('a rumor adds exactly the bytes that were counted for it, names beyond ASCII included', () => {
    const rumor = rumorAbout('nöde-2');
    const [without, one, two]: [Message, Message, Message] = [
      { kind: 'gossip', from: 'node-1', rumors: [] },
      { kind: 'gossip', from: 'node-1', rumors: [rumor] },
      { kind: 'gossip', from: 'node-1', rumors: [rumor, rumor] },
    ];
    expect(messageBytes(two) - messageBytes(one)).toBe(rumorBytes(rumor));
    expect(messageBytes(one) - messageBytes(without)).toBe(rumorBytes(rumor) - 1);
  });

  test('a message of another protocol version is dropped', () => {
    expect(decodeMessage(text({ v: 2, kind: 'gossip', from: 'node-1', rumors: [] }))).toBeNull();
  });

  test('a field nobody knows is ignored, so that a later version may add one', () => {
    const message = { kind: 'gossip', from: 'node-1', rumors: [] };
    expect(decodeMessage(text({ v: 1, ...message, later: true }))).toEqual(message);
  });

  test('a message with one field missing or of the wrong type is dropped', () => {
    for (const message of oneOfEach) {
      for (const field of Object.keys(message)) {
        expect(decodeMessage(text({ v: 1, ...message, [field]: undefined })), field).toBeNull();
        expect(decodeMessage(text({ v: 1, ...message, [field]: { wrong: 1 } })), field).toBeNull();
      }
    }
  });

  test('numbers and names beyond the limits are dropped', () => {
    const ping = { v: 1, kind: 'ping', sequence: 1, target: 'node-2', from: 'node-1', rumors: [] };
    const beyond = [
      { sequence: -1 },
      { sequence: 1.5 },
      { sequence: 2 ** 49 },
      { target: '' },
      { from: 'n'.repeat(256) },
      { rumors: [rumorAbout('node-2', { incarnation: -1 })] },
      { rumors: Array.from({ length: 65 }, () => rumorAbout('node-2')) },
    ];
    expect(decodeMessage(text(ping))).not.toBeNull();
    for (const change of beyond) expect(decodeMessage(text({ ...ping, ...change }))).toBeNull();
  });

  test('random bytes are dropped and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_400 }), (bytes) => {
        expect(decodeMessage(bytes)).toBeNull();
      }),
    );
  });

  test('random JSON never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void decodeMessage(text(value))));
  });

  test('a message with random bytes changed is dropped or is a message, and never throws', () => {
    const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...oneOfEach), changes, (message, changed) => {
        const bytes = encodeMessage(message);
        for (const [index, value] of changed) bytes[index % bytes.length] = value;
        const decoded = decodeMessage(bytes);
        expect(decoded === null || oneOfEach.some(({ kind }) => kind === decoded.kind)).toBe(true);
      }),
    );
  });
});
