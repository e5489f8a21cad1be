import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

const { answerTimeoutMs, canvassRetryMs, keepAliveMs, primarySilenceMs, staggerMs } = defaultTiming;
const never = Number.POSITIVE_INFINITY;

describe('a group asks for a tick', () => {
  it('when a replica has heard too little of its primary', () => {
    const trio = trioWithPrimary();
    expect(trio.nextTickAt('node-2')).toBe(primarySilenceMs);
    trio.now = 200;
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.nextTickAt('node-2')).toBe(200 + primarySilenceMs);
  });

  it('when a primary has told its copies nothing for a while', () => {
    const trio = trioWithPrimary();
    expect(trio.nextTickAt('node-1')).toBe(keepAliveMs);
    trio.now = 200;
    trio.propose('node-1', 1);
    trio.deliver();
    expect(trio.nextTickAt('node-1')).toBe(200 + keepAliveMs);
  });

  it('when a primary must take what it sent for lost, however much it has sent since', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.now = answerTimeoutMs - 100;
    trio.propose('node-1', 2);
    expect(trio.nextTickAt('node-1')).toBe(answerTimeoutMs);
  });

  it('when a primary must give its office up, however often it has asked', () => {
    const trio = trioWithPrimary();
    trio.now = primarySilenceMs - 100;
    trio.tick('node-1');
    expect(trio.nextTickAt('node-1')).toBe(primarySilenceMs);
  });

  it('at once and again while its heir is behind', () => {
    const trio = trioWithPrimary();
    trio.now = 100;
    trio.propose('node-1', 1);
    trio.give('node-1', { kind: 'hand-over', to: null });
    expect(trio.status('node-1').role).toBe('primary');
    expect(trio.nextTickAt('node-1')).toBe(100);
  });

  it('at once and again while nobody can take the office of a drained node', () => {
    const trio = trioWithPrimary();
    trio.now = 100;
    const alone = { 'node-1': 'alive', 'node-2': 'dead', 'node-3': 'dead' } as const;
    trio.hears('node-1', alone, ['node-1']);
    expect(trio.nextTickAt('node-1')).toBe(100);
  });

  it('when it is the turn of a copy that others go before', () => {
    const trio = trioWithPrimary();
    trio.now = 100;
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-2', gone);
    trio.hears('node-3', gone);
    // Equal logs: node-2 goes first, and is not heard of again.
    trio.deliver(['node-1', 'node-2']);
    expect(trio.nextTickAt('node-3')).toBeGreaterThanOrEqual(100 + canvassRetryMs);
    trio.give('node-3', {
      kind: 'message',
      message: {
        ...{ group: 'orders', from: 'node-2', epoch: 2, kind: 'canvass-answer', granted: true },
        position: { epoch: 1, sequence: 1 },
        promised: 1,
      },
    });
    expect(trio.nextTickAt('node-3')).toBe(100 + staggerMs);
  });

  it('when a canvass without success is to be repeated', () => {
    const trio = trioWithPrimary();
    trio.hears('node-3', { 'node-1': 'dead', 'node-2': 'alive' });
    trio.deliver(['node-1', 'node-2']);
    expect(trio.nextTickAt('node-3')).toBeGreaterThanOrEqual(canvassRetryMs);
    expect(trio.nextTickAt('node-3')).toBeLessThanOrEqual(2 * canvassRetryMs);
  });

  it('never, where time changes nothing', () => {
    const alone = new Trio(['node-1']);
    alone.tick('node-1');
    expect(alone.status('node-1').role).toBe('primary');
    expect(alone.nextTickAt('node-1')).toBe(never);
    const trio = trioWithPrimary();
    trio.add('node-4');
    trio.tick('node-4');
    expect(trio.nextTickAt('node-4')).toBe(never);
  });
});
