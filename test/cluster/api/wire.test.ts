import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFromWire, textForWire } from '../../../cluster/api/wire.ts';
import { entryTypes, type Json } from '../../../cluster/model/entry.ts';
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
        expect(decodeFromWire(JSON.parse(textForWire(sent, wire)))).toEqual(sent);
      }),
    );
  });

  test('a release that reads form 1 gets plain JSON', () => {
    const sent = install({ memories: [] });
    expect(JSON.parse(textForWire(sent, 1))).toEqual(sent);
  });

  test('form 2 makes the state of a space smaller', () => {
    const memories = Array.from({ length: 500 }, (_, index) => ({
      id: `mem-${index}`,
      content: `disk ${index} of the third rack was swapped`,
    }));
    const sent = install({ memories });
    expect(textForWire(sent, 2).length).toBeLessThan(textForWire(sent, 1).length / 3);
  });

  test('everything but a state travels as it is', () => {
    const sent: GroupMessage = { kind: 'hand-over', group: 'notes', from: 'node-1', epoch: 3 };
    expect(textForWire(sent, 2)).toBe(JSON.stringify(sent));
    expect(decodeFromWire(sent)).toBe(sent);
  });

  test('an append is the JSON of its message, entries and all', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(), (payloads, counter) => {
        const entries = payloads.map((payload, index) => ({
          epoch: 3,
          sequence: 71 + index,
          hlc: { wallMs: 1_000 + index, counter },
          type: entryTypes.operations,
          payload: throughJson(payload) as Json,
        }));
        const previous = { epoch: 2, sequence: 70 };
        const head = { group: 'notes', from: 'node-1', epoch: 3 };
        const sent: GroupMessage = { ...head, kind: 'append', previous, commit: 70, entries };
        // Twice: the second time from what is remembered of the payloads.
        for (const wire of [1, 2] as const)
          expect(JSON.parse(textForWire(sent, wire))).toEqual(throughJson(sent));
      }),
    );
  });

  test('a state that cannot be unpacked is no message', () => {
    expect(
      decodeFromWire({ kind: 'install', encoding: 'deflate', state: 'bm90IGRlZmxhdGU=' }),
    ).toBeNull();
  });
});
