import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entry, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { entryText, packEntry, payloadText } from '../../../cluster/replication/payload-text.ts';

const entry = (payload: Json): Entry => ({
  epoch: 2,
  sequence: 7,
  hlc: { wallMs: 1_700_000_000_000, counter: 3 },
  type: entryTypes.operations,
  payload,
});

/** JSON knows no negative zero. */
const payloads = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('a packed entry', () => {
  test('is the same entry for whoever looks at it, copies it, writes it or sends it', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const packed = packEntry(entry(payload));
        expect({ ...packed }).toEqual(entry(payload));
        expect(JSON.parse(JSON.stringify(packed))).toEqual(entry(payload));
        expect(structuredClone(packed)).toEqual(entry(payload));
        expect(entryText(packed)).toBe(JSON.stringify(entry(payload)));
        expect(payloadText(packEntry(packed))).toBe(JSON.stringify(payload));
      }),
    );
  });

  test('keeps nothing of the payload but its text', () => {
    const payload = { operations: [{ id: 'a', content: 'x' }] };
    const packed = packEntry(entry(payload));
    expect(packed.payload).toEqual(payload);
    expect(packed.payload).not.toBe(payload);
  });
});
