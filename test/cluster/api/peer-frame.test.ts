import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, writeFrame } from '../../../cluster/api/peer-frame.ts';

const heads = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));

test('a frame is the same however it is cut on its way', () => {
  const property = fc.property(
    heads,
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.nat()),
    (head, body, places) => {
      const frame = writeFrame(head, body);
      const cuts = [...places.map((place) => place % frame.length), frame.length].sort(
        (a, b) => a - b,
      );
      const reader = new FrameReader();
      const read = cuts.map((end, index) => reader.add(frame.subarray(cuts[index - 1] ?? 0, end)));
      expect(read.at(-1)?.toString()).toBe(body);
      expect(reader.head).toEqual({ ...head });
    },
  );
  fc.assert(property);
});

test('the head is known before the body has come', () => {
  const frame = writeFrame({ path: '/x' }, 'body');
  const reader = new FrameReader();
  expect(reader.add(frame.subarray(0, frame.length - 5))).toBeNull();
  expect(reader.head).toBeNull();
  expect(reader.add(frame.subarray(frame.length - 5, -4))).toBeNull();
  expect(reader.head).toEqual({ path: '/x' });
});

function lengths(head: number, body: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(head, 0);
  bytes.writeUInt32BE(body, 4);
  return bytes;
}

test.each([
  ['a head that is too long', lengths(16 * 1024 + 1, 0), 'a head of 16385 bytes'],
  ['a body that is too long', lengths(2, 64 * 1024 * 1024 + 1), 'a body of 67108865 bytes'],
  ['a head that is no JSON', Buffer.concat([lengths(2, 0), Buffer.from('{x')]), 'JSON'],
  ['a head that is no object', writeFrame('x' as unknown as object, ''), 'is no object'],
  ['two frames at once', Buffer.concat([writeFrame({}, 'a'), writeFrame({}, 'b')]), 'more bytes'],
])('%s is refused', (_, bytes, message) => {
  expect(() => new FrameReader().add(bytes)).toThrow(message);
});
