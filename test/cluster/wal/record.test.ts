import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../../../cluster/wal/crc32c.ts';
import { decodeRecord, encodeRecord, headerBytes } from '../../../cluster/wal/record.ts';

function encoded(payload: Uint8Array, sequence = 1, durableSequence = 0): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payload.length);
  encodeRecord({ sequence, timestampNs: 5n, type: 1, payload, durableSequence }, bytes, 0);
  return bytes;
}

describe('crc32c', () => {
  test('gives the published check values', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  });

  test('goes on over bytes that come in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 100 }), (whole, cut) => {
        const inPieces = crc32c(whole.subarray(cut), crc32c(whole.subarray(0, cut)));
        // Byte after byte is another way through the tables than eight at once.
        const oneByOne = whole.reduce((sum, byte) => crc32c(Uint8Array.of(byte), sum), 0);
        expect([inPieces, oneByOne]).toEqual([crc32c(whole), crc32c(whole)]);
      }),
    );
  });
});

describe('a stored record', () => {
  test('has the documented bytes', () => {
    const bytes = new Uint8Array(headerBytes + 2);
    const payload = Buffer.from('{}');
    const record = { sequence: 258, timestampNs: 1n, type: 3, payload, durableSequence: 257 };
    encodeRecord(record, bytes, 0);
    const hex = (from: number, to: number): string =>
      Buffer.from(bytes.subarray(from, to)).toString('hex');
    expect({
      magic: hex(0, 4),
      sequence: hex(4, 12),
      timestamp: hex(12, 20),
      type: hex(20, 24),
      payloadSize: hex(24, 28),
      durableSequence: hex(36, 44),
      reserved: hex(44, 64),
      payload: hex(64, 66),
    }).toEqual({
      magic: 'efbeadde',
      sequence: '0201000000000000',
      timestamp: '0100000000000000',
      type: '03000000',
      payloadSize: '02000000',
      durableSequence: '0101000000000000',
      reserved: '00'.repeat(20),
      payload: '7b7d',
    });
  });

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.nat(),
        (payload, sequence, timestampNs, type) => {
          const record = { sequence, timestampNs, type, payload, durableSequence: sequence };
          const bytes = new Uint8Array(7 + headerBytes + payload.length);
          encodeRecord(record, bytes, 7);
          expect(decodeRecord(bytes, 7)).toEqual({
            kind: 'record',
            record,
            bytes: headerBytes + payload.length,
          });
        },
      ),
    );
  });

  test('with any one bit changed is damaged or incomplete, and never another record', () => {
    const bytes = encoded(Buffer.from('a payload'));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeRecord(changed, 0).kind, `bit ${bit}`).not.toBe('record');
    }
  });

  test('random bytes are no record and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(decodeRecord(bytes, 0).kind).not.toBe('record');
      }),
    );
  });
});
