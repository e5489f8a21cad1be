import { describe, expect, it } from 'vitest';
import { type Entry, entryTypes } from '../../../cluster/model/entry.ts';
import type { CopySet } from '../../../cluster/model/space.ts';
import { Log } from '../../../cluster/replication/log.ts';

const two: CopySet = { voters: ['node-1', 'node-2'], learners: [] };
const three: CopySet = { voters: ['node-1', 'node-2', 'node-3'], learners: [] };

function entry(epoch: number, sequence: number, copies: CopySet | null = null): Entry {
  const hlc = { wallMs: sequence, counter: 0 };
  if (copies === null)
    return { epoch, sequence, hlc, type: entryTypes.episodeStore, payload: null };
  return { epoch, sequence, hlc, type: entryTypes.checkpoint, payload: copies };
}

function newLog(...entries: readonly Entry[]): Log {
  return new Log({ position: { epoch: 0, sequence: 0 }, copies: two, state: null }, entries);
}

describe('a log', () => {
  it('takes a stated copy set at once and gives it back when its tail is cut', () => {
    const log = newLog(entry(1, 1), entry(1, 2, three), entry(1, 3));
    expect(log.copies).toEqual(three);
    log.truncateAfter(1);
    expect(log.copies).toEqual(two);
    expect(log.last).toMatchObject({ epoch: 1, sequence: 1 });
  });

  it('forgets its start and still knows where it stands', () => {
    const log = newLog(entry(1, 1, three), entry(1, 2), entry(2, 3));
    log.trim(2);
    expect(log.base).toEqual({ epoch: 1, sequence: 2 });
    expect(log.copies).toEqual(three);
    expect([log.epochAt(1), log.epochAt(2), log.epochAt(3)]).toEqual([null, 1, 2]);
    expect(log.range(1, 9)).toEqual([entry(2, 3)]);
    log.trim(3);
    expect(log.last).toEqual({ epoch: 2, sequence: 3 });
  });

  it('gives back what it has packed, and keeps what is not committed as it came', () => {
    const entries = [entry(1, 1, three), entry(1, 2), entry(1, 3, two)];
    const log = newLog(...entries);
    log.trim(1);
    log.pack(1, 2);
    expect(log.range(1, 3)).toEqual(entries.slice(1));
    expect(log.entryAt(2)).not.toBe(entries[1]);
    expect(log.entryAt(3)).toBe(entries[2]);
    log.pack(3, 9);
    log.truncateAfter(2);
    expect(log.copies).toEqual(three);
    expect(log.last).toMatchObject({ epoch: 1, sequence: 2 });
  });

  it('refuses a gap', () => {
    expect(() => newLog(entry(1, 2))).toThrow('Unexpected sequence `2`, expected `1`.');
  });
});
