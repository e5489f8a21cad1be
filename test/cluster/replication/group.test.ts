import { describe, expect, it } from 'vitest';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
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

  it('keeps taking writes while one of three copies is away, and lets it catch up', () => {
    const trio = trioWithPrimary();
    for (let token = 1; token <= 250; token += 1) {
      trio.propose('node-1', token);
      trio.deliver(['node-3']);
    }
    expect(trio.outcome(250)).toMatchObject({ kind: 'committed' });
    expect(trio.status('node-1').peers[1]).toMatchObject({ node: 'node-3', lagSequences: 250 });
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-3')).toMatchObject({ lastSequence: 251, commit: 251 });
    expect(trio.status('node-1').peers[1]).toMatchObject({ lagSequences: 0, lagSeconds: 0 });
  });

  it('sends the state to a copy that is behind the start of its log', () => {
    const trio = trioWithPrimary();
    for (let token = 1; token <= 5; token += 1) {
      trio.propose('node-1', token);
      trio.deliver(['node-3']);
    }
    trio.give('node-1', { kind: 'trim', sequence: 5 });
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-1');
    trio.deliver();
    expect(trio.log).toContain('node-1 state-wanted');
    trio.give('node-1', { kind: 'state', to: 'node-3', sequence: 6, state: { all: 'of it' } });
    trio.deliver();
    expect(trio.log).toContain('node-3 restore');
    expect(trio.status('node-3')).toMatchObject({ lastSequence: 6, commit: 6, primary: 'node-1' });
  });

  it('forgets no entry behind a state that is on its way', () => {
    const trio = trioWithPrimary();
    const write = (from: number, to: number): void => {
      for (let token = from; token <= to; token += 1) {
        trio.propose('node-1', token);
        trio.deliver(['node-3']);
      }
    };
    write(1, 5);
    trio.give('node-1', { kind: 'trim', sequence: 5 });
    trio.now += defaultTiming.answerTimeoutMs;
    trio.tick('node-1');
    trio.deliver();
    trio.give('node-1', { kind: 'state', to: 'node-3', sequence: 6, state: { all: 'of it' } });
    const state = trio.mail;
    trio.mail = [];
    write(6, 10);
    trio.give('node-1', { kind: 'trim', sequence: 10 });
    trio.mail = state;
    trio.log.length = 0;
    trio.deliver();
    expect(trio.log).not.toContain('node-1 state-wanted');
    expect(trio.status('node-3')).toMatchObject({ lastSequence: 11 });
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

describe('a change of the copies', () => {
  const change = (node: string, kind: 'add-learner' | 'promote' | 'remove') =>
    ({ kind: 'change-copies', token: 9, change: { kind, node } }) as const;

  it('adds a node as a learner that counts for nothing, then makes it a voter', () => {
    const trio = trioWithPrimary();
    trio.add('node-4');
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.deliver();
    expect(trio.status('node-4')).toMatchObject({ role: 'learner', commit: 2 });
    trio.give('node-1', change('node-4', 'promote'));
    trio.deliver();
    expect(trio.status('node-4')).toMatchObject({ role: 'replica', commit: 3 });
    expect(trio.log).toContain('node-4 copies-changed');
  });

  it('does not promote a learner that is behind', () => {
    const trio = trioWithPrimary();
    trio.add('node-4');
    for (let token = 100; token < 250; token += 1) trio.propose('node-1', token);
    trio.deliver();
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.deliver(['node-4']);
    trio.give('node-1', { ...change('node-4', 'promote'), token: 10 });
    expect(trio.outcome(10)).toMatchObject({ kind: 'refused', reason: 'lagging' });
  });

  it('allows one change at a time', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.give('node-1', { ...change('node-3', 'remove'), token: 10 });
    expect(trio.outcome(10)).toMatchObject({ kind: 'refused', reason: 'change-running' });
  });

  it('lets a primary remove itself, which ends its office', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-1', 'remove'));
    trio.deliver();
    expect(trio.outcome(9)).toMatchObject({ kind: 'committed' });
    expect(trio.status('node-1').role).toBe('learner');
  });

  it('refuses what changes nothing', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-2', 'add-learner'));
    expect(trio.outcome(9)).toMatchObject({ kind: 'refused', reason: 'pointless' });
  });
});

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
