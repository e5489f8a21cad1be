// Which rebalance a wait is for: never one that was over before.
import { describe, expect, test } from 'vitest';
import { nameOf, progressOf, readWanted, type Wanted } from '../../../ops/rebalance/wanted.ts';

const none = { rebalance_id: null, state: 'idle' } as const;
const old = { rebalance_id: 'reb_old', state: 'complete' } as const;
const open = { rebalance_id: 'reb_new', state: 'in_progress' } as const;
const stuck = { rebalance_id: 'reb_new', state: 'stuck' } as const;
const done = { rebalance_id: 'reb_new', state: 'complete' } as const;
const failed = { rebalance_id: 'reb_new', state: 'failed' } as const;

describe('a wait for one rebalance by its id', () => {
  const wanted: Wanted = { kind: 'id', id: 'reb_new' };

  test.each([
    ['does not take an older one that is complete for it', old, 'absent'],
    ['does not take its absence for its end', none, 'absent'],
    ['goes on while it is open', open, 'open'],
    ['goes on while it is stuck', stuck, 'open'],
    ['ends when it is complete', done, 'over'],
    ['ends when it has failed', failed, 'over'],
  ] as const)('%s', (_, status, progress) => {
    expect(progressOf(wanted, status)).toBe(progress);
  });
});

describe('a wait for the one after another', () => {
  const wanted: Wanted = { kind: 'after', id: 'reb_old' };

  test.each([
    ['does not end with the one from before', old, 'absent'],
    ['does not end without any', none, 'absent'],
    ['goes on while a later one is open', open, 'open'],
    ['ends with a later one', done, 'over'],
  ] as const)('%s', (_, status, progress) => {
    expect(progressOf(wanted, status)).toBe(progress);
  });

  test('takes any that is later, also when one follows the other', () => {
    const newer = { rebalance_id: 'reb_newer', state: 'complete' } as const;
    expect(progressOf(wanted, newer)).toBe('over');
  });

  test('takes the first one at all where there was none', () => {
    expect(progressOf({ kind: 'after', id: null }, none)).toBe('absent');
    expect(progressOf({ kind: 'after', id: null }, done)).toBe('over');
  });
});

test('without a choice it is the newest, and there has to be one', () => {
  expect(progressOf({ kind: 'newest' }, none)).toBe('absent');
  expect(progressOf({ kind: 'newest' }, old)).toBe('over');
});

describe('the options', () => {
  test('are read', () => {
    expect(readWanted({})).toEqual({ kind: 'newest' });
    expect(readWanted({ id: 'reb_1' })).toEqual({ kind: 'id', id: 'reb_1' });
    expect(readWanted({ after: 'reb_1' })).toEqual({ kind: 'after', id: 'reb_1' });
    expect(readWanted({ after: 'none' })).toEqual({ kind: 'after', id: null });
  });

  test.each([
    [{ id: 'reb_1', after: 'reb_2' }, 'one of them'],
    [{ id: '' }, 'Unexpected empty --id, expected an id'],
    [{ after: '' }, 'Unexpected empty --after, expected an id'],
  ])('are refused: %o', (options, message) => {
    expect(() => readWanted(options)).toThrow(message);
  });

  test('are named in sentences', () => {
    expect(nameOf({ kind: 'newest' })).toBe('the newest rebalance');
    expect(nameOf({ kind: 'id', id: 'reb_1' })).toBe('`reb_1`');
    expect(nameOf({ kind: 'after', id: 'reb_1' })).toBe('a rebalance after `reb_1`');
    expect(nameOf({ kind: 'after', id: null })).toBe('the first rebalance');
  });
});
