/**
 * CRC-32C (Castagnoli), the checksum of the record format. The one in node:zlib is another polynomial.
 * Check value: the nine bytes `123456789` give 0xe3069283.
 *
 * Eight bytes a step, each with a table of its own (Kounavis, Berry 2008, *slicing by 8*): three times as fast as one.
 */

/** The Castagnoli polynomial with its bits reversed, as a shift to the right needs it. */
const reversedPolynomial = 0x82f63b78;

/** Eight tables of 256, one behind the other: what a byte adds to the remainder when 0 to 7 bytes follow it. */
const tables = createTables();

function createTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ reversedPolynomial : remainder >>> 1;
    }
    made[byte] = remainder;
  }
  for (let place = 256; place < made.length; place += 1) {
    const shorter = made[place - 256] ?? 0;
    made[place] = (shorter >>> 8) ^ (made[shorter & 0xff] ?? 0);
  }
  return made;
}

/** `previous` continues a checksum over bytes that come in pieces. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let remainder = ~previous;
  let index = 0;
  for (const end = bytes.length - 7; index < end; index += 8) {
    const low =
      remainder ^
      (byteAt(bytes, index) |
        (byteAt(bytes, index + 1) << 8) |
        (byteAt(bytes, index + 2) << 16) |
        (byteAt(bytes, index + 3) << 24));
    remainder =
      entry(0x700 | (low & 0xff)) ^
      entry(0x600 | ((low >>> 8) & 0xff)) ^
      entry(0x500 | ((low >>> 16) & 0xff)) ^
      entry(0x400 | (low >>> 24)) ^
      entry(0x300 | byteAt(bytes, index + 4)) ^
      entry(0x200 | byteAt(bytes, index + 5)) ^
      entry(0x100 | byteAt(bytes, index + 6)) ^
      entry(byteAt(bytes, index + 7));
  }
  for (; index < bytes.length; index += 1) {
    remainder = (remainder >>> 8) ^ entry((remainder ^ byteAt(bytes, index)) & 0xff);
  }
  return ~remainder >>> 0;
}

/** Never undefined: the loops above stay within the bytes. */
function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

function entry(place: number): number {
  return tables[place] as number;
}
