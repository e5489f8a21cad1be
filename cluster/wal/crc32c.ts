/**
 * CRC-32C (Castagnoli), the checksum of the record format. The one in node:zlib is another polynomial.
 * Check value: the nine bytes `123456789` give 0xe3069283.
 */

/** The Castagnoli polynomial with its bits reversed, as a shift to the right needs it. */
const reversedPolynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ reversedPolynomial : remainder >>> 1;
  }
  return remainder;
});

/** `previous` continues a checksum over bytes that come in pieces. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let remainder = ~previous;
  for (let index = 0; index < bytes.length; index += 1) {
    const position = (remainder ^ (bytes[index] ?? 0)) & 0xff;
    remainder = (remainder >>> 8) ^ (table[position] ?? 0);
  }
  return ~remainder >>> 0;
}
