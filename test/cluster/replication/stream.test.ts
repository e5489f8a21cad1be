import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { trioWithPrimary } from './trio.ts';

describe('a primary whose copy is behind', () => {
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
