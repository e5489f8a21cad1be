import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { type Trio, trioWithPrimary } from './trio.ts';

describe('a primary that may acknowledge alone', () => {
  function asyncTrio(): Trio {
    const trio = trioWithPrimary();
    trio.setAckMode('node-1', 'async');
    trio.syncsAtOnce = false;
    return trio;
  }

  it('does so as soon as its own disk has it, and not before', () => {
    const trio = asyncTrio();
    trio.propose('node-1', 1);
    expect(trio.outcome(1)).toBeNull();
    trio.sync('node-1');
    expect(trio.outcome(1)).toEqual({ kind: 'accepted', position: { epoch: 1, sequence: 2 } });
  });

  it('waits for the majority with what does not allow it, and gives one outcome to each', () => {
    const trio = asyncTrio();
    trio.propose('node-1', 1, false);
    trio.propose('node-1', 2);
    trio.sync('node-1');
    expect(trio.outcome(1)).toBeNull();
    expect(trio.outcome(2)).toMatchObject({ kind: 'accepted' });
    trio.deliver();
    trio.sync('node-2');
    trio.deliver();
    expect(trio.outcome(1)).toMatchObject({ kind: 'committed' });
    expect(trio.outcomes.filter(({ token }) => token === 2)).toHaveLength(1);
  });

  it('loses it with itself, which is what the mode says', () => {
    const trio = trioWithPrimary();
    trio.setAckMode('node-1', 'async');
    trio.propose('node-1', 1);
    trio.mail = [];
    expect(trio.outcome(1)).toMatchObject({ kind: 'accepted' });
    trio.hears('node-2', { 'node-1': 'dead' });
    trio.hears('node-3', { 'node-1': 'dead' });
    trio.deliver(['node-1']);
    trio.propose('node-2', 2);
    trio.deliver(['node-1']);
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-2');
    trio.deliver();
    // Both at sequence 3 or below: the successor's log has no place for it.
    expect(trio.outcome(2)).toMatchObject({ kind: 'committed' });
    expect(trio.status('node-1')).toMatchObject({ role: 'replica', epoch: 2, commit: 3 });
    expect(trio.outcomes.filter(({ token }) => token === 1)).toHaveLength(1);
  });

  it('takes nothing while a majority is known to be gone, like any other', () => {
    const trio = asyncTrio();
    trio.hears('node-1', { 'node-2': 'dead', 'node-3': 'dead' });
    trio.propose('node-1', 1);
    expect(trio.outcome(1)).toMatchObject({ kind: 'refused', reason: 'no-quorum' });
  });
});
