import { describe, expect, it } from 'vitest';
import { comparePositions, nextHlc } from '../../../cluster/model/entry.ts';

describe('hybrid time', () => {
  it('follows the wall clock', () => {
    expect(nextHlc({ wallMs: 5, counter: 9 }, 6)).toEqual({ wallMs: 6, counter: 0 });
  });

  it('counts on when the wall clock stands still or goes back', () => {
    expect(nextHlc({ wallMs: 5, counter: 9 }, 5)).toEqual({ wallMs: 5, counter: 10 });
    expect(nextHlc({ wallMs: 5, counter: 9 }, 3)).toEqual({ wallMs: 5, counter: 10 });
  });
});

describe('positions', () => {
  it('are ordered by epoch first: a longer log of an older epoch is behind', () => {
    const short = { epoch: 2, sequence: 1 };
    const long = { epoch: 1, sequence: 9 };
    expect(comparePositions(short, long)).toBeGreaterThan(0);
    expect(comparePositions(long, long)).toBe(0);
  });
});
