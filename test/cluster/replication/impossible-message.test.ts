import { describe, expect, it } from 'vitest';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import { trioWithPrimary } from './trio.ts';

describe('a message that cannot be', () => {
  const head = { group: 'orders', from: 'node-2', epoch: 1 };

  it('agreement to an entry that was never sent counts for nothing', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    trio.sync('node-1');
    const before = trio.status('node-1');
    const message = { ...head, kind: 'append-answer', agreed: true, sequence: 3 } as const;
    expect(() => trio.give('node-1', { kind: 'message', message })).toThrow(ImpossibleMessage);
    expect(trio.status('node-1')).toEqual(before);
    expect(trio.outcome(1)).toBeNull();
    trio.sync('node-2');
    trio.syncsAtOnce = true;
    trio.deliver();
    expect(trio.outcome(1)).toMatchObject({ kind: 'committed' });
  });

  it('what a second primary of the same epoch sends is not taken', () => {
    const trio = trioWithPrimary();
    const before = trio.status('node-1');
    const previous = { epoch: 1, sequence: 1 };
    const message = { ...head, kind: 'append', previous, entries: [], commit: 1 } as const;
    expect(() => trio.give('node-1', { kind: 'message', message })).toThrow(ImpossibleMessage);
    expect(trio.status('node-1')).toEqual(before);
  });
});
