import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

describe('a primary', () => {
  it('acknowledges when itself and one of two replicas are durable', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.outcome(1)).toBeNull();
    trio.sync('node-1');
    trio.deliver();
    expect(trio.outcome(1)).toBeNull();
    trio.sync('node-3');
    trio.deliver();
    expect(trio.outcome(1)).toEqual({ kind: 'committed', position: { epoch: 1, sequence: 2 } });
  });

  it('does not acknowledge before its own disk has it, whatever the others say', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    trio.deliver();
    trio.sync('node-2');
    trio.sync('node-3');
    trio.deliver();
    expect(trio.outcome(1)).toBeNull();
    trio.sync('node-1');
    expect(trio.outcome(1)).toMatchObject({ kind: 'committed' });
  });

  it('gives an entry to the state machine before it gives the outcome', () => {
    const trio = new Trio(['node-1']);
    trio.tick('node-1');
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    const ticket = trio.unsynced.get('node-1')?.at(-1)?.ticket ?? 0;
    const effects = trio.give('node-1', { kind: 'persisted', ticket });
    expect(effects.map(({ kind }) => kind)).toEqual(['committed', 'outcome']);
  });

  it('writes many proposals with one persist and one append to each replica', () => {
    const trio = trioWithPrimary();
    const proposals = [1, 2, 3].map((token) => ({ token, type: 1, payload: token }) as const);
    const effects = trio.give('node-1', { kind: 'propose', proposals });
    expect(effects.map(({ kind }) => kind)).toEqual(['persist', 'send', 'send']);
  });

  it('tells the replicas of a commit without waiting for the next write', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.status('node-2').commit).toBe(2);
    expect(trio.status('node-3').commit).toBe(2);
  });

  it('tells them with the next write, if that comes soon', () => {
    const trio = trioWithPrimary(50);
    trio.now = 1_000;
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.status('node-1').commit).toBe(2);
    trio.now += 49;
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-2').commit).toBe(1);
    trio.propose('node-1', 2);
    expect(trio.mail).toHaveLength(2);
    trio.deliver();
    expect(trio.status('node-1').commit).toBe(3);
    expect(trio.status('node-2').commit).toBe(2);
  });

  it('tells them alone if no write comes', () => {
    const trio = trioWithPrimary(50);
    trio.now = 1_000;
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.nextTickAt('node-1')).toBe(1_050);
    trio.now = 1_050;
    trio.tick('node-1');
    trio.deliver();
    expect(['node-2', 'node-3'].map((id) => trio.status(id).commit)).toEqual([2, 2]);
    expect(trio.nextTickAt('node-1')).toBeGreaterThan(1_500);
  });

  it('says at each acknowledgement how long ago the oldest write was that it is about', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.now += 30;
    trio.propose('node-1', 2);
    trio.mail = trio.mail.filter(({ to }) => to !== 'node-3');
    trio.now += 20;
    trio.lags = [];
    trio.deliver();
    expect(trio.lags).toEqual([
      ['node-2', 50],
      ['node-2', 20],
    ]);
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-1');
    trio.deliver();
    expect(trio.lags.filter(([by]) => by === 'node-3')).toEqual([
      ['node-3', 50 + defaultTiming.answerTimeoutMs],
    ]);
  });

  it('says of what its predecessor wrote no lag', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.deliver();
    trio.now += 60_000;
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-3', gone);
    trio.hears('node-2', gone);
    trio.lags = [];
    trio.deliver(['node-1']);
    expect(trio.status('node-2').role).toBe('primary');
    expect(trio.lags).toEqual([['node-3', 0]]);
  });

  it('gives its office up when no majority answers, and says of waiting writes that nobody knows', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.mail = [];
    for (let waited = 0; waited <= defaultTiming.primarySilenceMs; waited += 500) {
      trio.now += 500;
      trio.tick('node-1');
      trio.mail = [];
    }
    expect(trio.status('node-1').role).toBe('candidate');
    expect(trio.outcome(1)).toEqual({ kind: 'unknown' });
    trio.propose('node-1', 2);
    expect(trio.outcome(2)).toEqual({ kind: 'refused', reason: 'not-primary', primary: null });
  });

  it('refuses writes at once when SWIM calls a majority of the copies dead', () => {
    const trio = trioWithPrimary();
    trio.hears('node-1', { 'node-2': 'dead', 'node-3': 'dead' });
    trio.propose('node-1', 1);
    expect(trio.outcome(1)).toMatchObject({ kind: 'refused', reason: 'no-quorum' });
  });
});

describe('a former primary', () => {
  it('replaces what it could not commit by what its successor committed', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.propose('node-1', 2);
    trio.mail = [];
    trio.hears('node-2', { 'node-1': 'dead' });
    trio.hears('node-3', { 'node-1': 'dead' });
    trio.deliver(['node-1']);
    trio.propose('node-2', 3);
    trio.deliver(['node-1']);
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', epoch: 1, lastSequence: 3 });
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-2');
    trio.deliver();
    expect(trio.status('node-1')).toMatchObject({ role: 'replica', epoch: 2, commit: 3 });
    expect(trio.outcome(1)).toEqual({ kind: 'unknown' });
    expect(trio.outcome(2)).toEqual({ kind: 'unknown' });
    expect(trio.outcome(3)).toMatchObject({ kind: 'committed' });
  });

  it('cannot commit: its appends are refused by whoever promised a newer epoch', () => {
    const trio = trioWithPrimary();
    trio.hears('node-2', { 'node-1': 'dead' });
    trio.hears('node-3', { 'node-1': 'dead' });
    trio.deliver(['node-1']);
    trio.mail = [];
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.outcome(1)).toEqual({ kind: 'unknown' });
    expect(trio.status('node-1').epoch).toBe(2);
  });
});
