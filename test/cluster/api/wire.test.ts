import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFromWire, encodeForWire } from '../../../cluster/api/wire.ts';
import type { Json } from '../../../cluster/model/entry.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';

const install = (state: Json): GroupMessage => ({
  kind: 'install',
  group: 'notes',
  from: 'node-1',
  epoch: 3,
  position: { epoch: 2, sequence: 70 },
  copies: { voters: ['node-1', 'node-2'], learners: [] },
  state,
});

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('messages between nodes', () => {
  test('whatever the state is, both forms bring it over unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(1 as const, 2 as const), (state, wire) => {
        const sent = install(throughJson(state) as Json);
        expect(decodeFromWire(throughJson(encodeForWire(sent, wire)))).toEqual(sent);
      }),
    );
  });

  test('a release that reads form 1 gets plain JSON', () => {
    const sent = install({ memories: [] });
    expect(encodeForWire(sent, 1)).toBe(sent);
  });

  test('form 2 makes the state of a space smaller', () => {
    const memories = Array.from({ length: 500 }, (_, index) => ({
      id: `mem-${index}`,
      content: `disk ${index} of the third rack was swapped`,
    }));
    const sent = install({ memories });
    const sizeOf = (value: unknown): number => JSON.stringify(value).length;
    expect(sizeOf(encodeForWire(sent, 2))).toBeLessThan(sizeOf(sent) / 3);
  });

  test('everything but a state travels as it is', () => {
    const sent: GroupMessage = { kind: 'hand-over', group: 'notes', from: 'node-1', epoch: 3 };
    expect(encodeForWire(sent, 2)).toBe(sent);
    expect(decodeFromWire(sent)).toBe(sent);
  });

  test('a state that cannot be unpacked is no message', () => {
    expect(
      decodeFromWire({ kind: 'install', encoding: 'deflate', state: 'bm90IGRlZmxhdGU=' }),
    ).toBeNull();
  });
});
