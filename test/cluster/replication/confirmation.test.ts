import { describe, expect, it } from 'vitest';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

const { leaseMs, staggerMs, keepAliveMs, primarySilenceMs } = defaultTiming;

/** The others elect `node-2` while `node-1` hears nothing. */
function replacePrimary(trio: Trio): void {
  trio.hears('node-2', { 'node-1': 'dead', 'node-3': 'alive' });
  trio.hears('node-3', { 'node-1': 'dead', 'node-2': 'alive' });
  for (let waited = 0; waited < 10 && trio.status('node-2').role !== 'primary'; waited += 1) {
    trio.now += staggerMs;
    trio.tick('node-2');
    trio.deliver(['node-1']);
  }
  expect(trio.status('node-2').role).toBe('primary');
}

describe('before a read', () => {
  it('a primary asks the others, and one of two answers is enough', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', { kind: 'confirm', token: 7 });
    expect(trio.onTheirWay('confirm')).toEqual(['node-1 > node-2', 'node-1 > node-3']);
    expect(trio.confirmations).toEqual([]);
    trio.deliver(['node-3']);
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: true }]);
  });

  it('a primary whose others have another one does not know better than to ask, and is told', () => {
    const trio = trioWithPrimary();
    replacePrimary(trio);
    trio.propose('node-2', 1);
    trio.deliver(['node-1']);
    expect(trio.outcome(1)).toMatchObject({ kind: 'committed' });
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', settled: true });
    trio.give('node-1', { kind: 'confirm', token: 7 });
    trio.deliver();
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: false }]);
    expect(trio.status('node-1').role).toBe('replica');
  });

  it('an answer to an earlier question proves nothing', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', { kind: 'confirm', token: 1 });
    const late = trio.mail.filter(({ to }) => to === 'node-3');
    trio.deliver(['node-3']);
    trio.now += leaseMs;
    trio.give('node-1', { kind: 'confirm', token: 2 });
    // What node-3 says was asked before the second read came; the second question is lost.
    trio.mail = late;
    trio.deliver();
    expect(trio.confirmations).toEqual([{ token: 1, confirmed: true }]);
  });

  it('many that come at once cost one question', () => {
    const trio = trioWithPrimary();
    for (let token = 1; token <= 100; token += 1) trio.give('node-1', { kind: 'confirm', token });
    expect(trio.onTheirWay('confirm')).toEqual(['node-1 > node-2', 'node-1 > node-3']);
    trio.deliver(['node-3']);
    expect(trio.confirmations).toHaveLength(100);
    expect(trio.confirmations.every(({ confirmed }) => confirmed)).toBe(true);
  });

  it('a question that was lost is asked again, and only of those who have not answered', () => {
    const trio = new Trio(['node-1', 'node-2', 'node-3', 'node-4', 'node-5']);
    trio.tick('node-1');
    trio.deliver();
    trio.give('node-1', { kind: 'confirm', token: 7 });
    trio.deliver(['node-3', 'node-4', 'node-5']);
    expect(trio.confirmations).toEqual([]);
    expect(trio.nextTickAt('node-1')).toBeLessThanOrEqual(trio.now + keepAliveMs);
    trio.now += keepAliveMs;
    trio.tick('node-1');
    expect(trio.onTheirWay('confirm')).toEqual([
      'node-1 > node-3',
      'node-1 > node-4',
      'node-1 > node-5',
    ]);
    trio.deliver(['node-4', 'node-5']);
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: true }]);
  });

  it('nobody waits for entries to be on a disk', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    trio.give('node-1', { kind: 'confirm', token: 7 });
    trio.deliver();
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: true }]);
    expect(trio.outcome(1)).toBeNull();
  });

  it('a copy that is alone has nobody to ask', () => {
    const trio = new Trio(['node-1']);
    trio.tick('node-1');
    trio.give('node-1', { kind: 'confirm', token: 7 });
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: true }]);
  });

  it('who is no primary, or has not committed anything in its epoch yet, says so at once', () => {
    const trio = trioWithPrimary();
    trio.give('node-2', { kind: 'confirm', token: 7 });
    expect(trio.confirmations).toEqual([{ token: 7, confirmed: false }]);
    const fresh = new Trio(['node-1', 'node-2', 'node-3']);
    fresh.tick('node-1');
    while (fresh.status('node-1').role !== 'primary') {
      const [next, ...others] = fresh.mail;
      if (next === undefined) throw new Error('Unexpected end of the election.');
      fresh.mail = others;
      fresh.give(next.to, { kind: 'message', message: next.message });
    }
    fresh.give('node-1', { kind: 'confirm', token: 8 });
    expect(fresh.confirmations).toEqual([{ token: 8, confirmed: false }]);
  });

  it('a primary that gives its office up lets nobody wait', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', { kind: 'confirm', token: 1 });
    trio.give('node-1', { kind: 'confirm', token: 2 });
    trio.deliver(['node-2', 'node-3']);
    trio.now += primarySilenceMs;
    trio.tick('node-1');
    expect(trio.confirmations).toEqual([
      { token: 1, confirmed: false },
      { token: 2, confirmed: false },
    ]);
  });

  it('an answer to a question that was never asked is impossible', () => {
    const trio = trioWithPrimary();
    const head = { group: 'orders', from: 'node-2', epoch: 1 };
    const message = { ...head, kind: 'confirm-answer', round: 1 } as const;
    expect(() => trio.give('node-1', { kind: 'message', message })).toThrow(ImpossibleMessage);
  });
});
