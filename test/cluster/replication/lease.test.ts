import { describe, expect, it } from 'vitest';
import type { GroupMessage } from '../../../cluster/replication/message.ts';
import { defaultTiming, paceMargin } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

const { leaseMs, primarySilenceMs } = defaultTiming;
const loyalMs = leaseMs * paceMargin;

describe('the lease of a primary', () => {
  const confirm = (trio: Trio, token: number): boolean => {
    trio.give('node-1', { kind: 'confirm', token });
    return trio.confirmations.some((known) => known.token === token && known.confirmed);
  };

  /** `node-1` has been confirmed by the others, which think at once that it is dead. */
  const confirmedAndSlandered = (): Trio => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.deliver();
    trio.hears('node-2', { 'node-1': 'dead', 'node-3': 'alive' });
    trio.hears('node-3', { 'node-1': 'dead', 'node-2': 'alive' });
    return trio;
  };

  const wait = (trio: Trio, ms: number): void => {
    for (let waited = 0; waited < ms; waited += 50) {
      trio.now += 50;
      trio.tick('node-2');
      trio.tick('node-3');
      trio.deliver(['node-1']);
    }
  };

  it('answers reads without a question, and asks again in time', () => {
    const trio = trioWithPrimary();
    expect(confirm(trio, 1)).toBe(false);
    trio.deliver();
    trio.now += leaseMs / 2 - 1;
    expect(confirm(trio, 2)).toBe(true);
    expect(trio.onTheirWay('confirm')).toEqual([]);
    trio.now += 1;
    expect(confirm(trio, 3)).toBe(true);
    expect(confirm(trio, 4)).toBe(true);
    expect(trio.onTheirWay('confirm')).toHaveLength(2);
    trio.deliver();
    trio.now += leaseMs / 2;
    expect(confirm(trio, 5)).toBe(true);
  });

  it('ends by the time of the question, not of its answers', () => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.now += leaseMs - 1;
    trio.deliver();
    expect(confirm(trio, 2)).toBe(true);
    trio.mail = [];
    trio.now += 1;
    expect(confirm(trio, 3)).toBe(false);
  });

  it('is over when the voters of then are no majority of those of now', () => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.deliver(['node-3']);
    let token = 100;
    for (const node of ['node-4', 'node-5']) {
      trio.add(node);
      for (const kind of ['add-learner', 'promote'] as const) {
        trio.give('node-1', { kind: 'change-copies', token, change: { kind, node } });
        token += 1;
        trio.deliver();
      }
    }
    expect(trio.status('node-1').copies.voters).toHaveLength(5);
    expect(confirm(trio, 2)).toBe(false);
    trio.deliver();
    expect(confirm(trio, 3)).toBe(true);
  });

  it('keeps everybody from electing another one, even if SWIM calls the primary dead', () => {
    const trio = confirmedAndSlandered();
    wait(trio, leaseMs);
    expect(trio.status('node-2').epoch).toBe(1);
    expect(trio.status('node-3').epoch).toBe(1);
    wait(trio, loyalMs - leaseMs + primarySilenceMs);
    expect([trio.status('node-2').role, trio.status('node-3').role]).toContain('primary');
  });

  it('is kept by voters that have restarted meanwhile', () => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.deliver(['node-3']);
    trio.restart('node-2');
    // Who has confirmed nobody needs only this one's vote.
    trio.hears('node-3', { 'node-1': 'dead', 'node-2': 'alive' });
    wait(trio, leaseMs);
    expect(trio.status('node-3').epoch).toBe(1);
    wait(trio, loyalMs);
    expect(trio.status('node-3').role).toBe('primary');
  });

  it('is kept by a voter that had wanted another one, also when it has restarted', () => {
    const trio = new Trio(['node-1', 'node-2', 'node-3']);
    const give = (from: string, epoch: number, message: object): void => {
      const head = { group: 'orders', from, epoch };
      trio.give('node-3', { kind: 'message', message: { ...head, ...message } as GroupMessage });
    };
    const position = { epoch: 0, sequence: 0 };
    give('node-2', 5, { kind: 'vote-request', position });
    expect(trio.mail.at(-1)?.message).toMatchObject({ kind: 'vote-answer', granted: true });
    give('node-1', 5, { kind: 'confirm', round: 1 });
    expect(trio.mail.at(-1)?.message).toMatchObject({ kind: 'confirm-answer' });
    trio.restart('node-3');
    give('node-2', 6, { kind: 'vote-request', position });
    expect(trio.mail.at(-1)?.message).toMatchObject({ kind: 'vote-answer', granted: false });
    give('node-1', 6, { kind: 'vote-request', position });
    expect(trio.mail.at(-1)?.message).toMatchObject({ kind: 'vote-answer', granted: true });
  });

  it('is told to nobody before the disk knows whom the voter follows', () => {
    const trio = new Trio(['node-1', 'node-2', 'node-3']);
    trio.syncsAtOnce = false;
    const head = { group: 'orders', from: 'node-1', epoch: 5 };
    trio.give('node-3', { kind: 'message', message: { ...head, kind: 'confirm', round: 1 } });
    trio.give('node-3', { kind: 'message', message: { ...head, kind: 'confirm', round: 2 } });
    expect(trio.mail).toEqual([]);
    trio.sync('node-3');
    expect(trio.mail.map(({ message }) => message.kind)).toEqual([
      'confirm-answer',
      'confirm-answer',
    ]);
  });

  it('is kept against a candidate, unless the primary has called it', () => {
    const trio = confirmedAndSlandered();
    const position = { epoch: 1, sequence: 1 };
    const head = { group: 'orders', from: 'node-2', epoch: 2 };
    const message = { ...head, kind: 'vote-request', position } as const;
    trio.give('node-3', { kind: 'message', message });
    expect(trio.status('node-3').epoch).toBe(1);
    trio.give('node-3', { kind: 'message', message: { ...message, called: true } });
    expect(trio.status('node-3').epoch).toBe(2);
  });

  it('ends when the primary calls another copy, which need not wait for it', () => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.deliver();
    trio.give('node-1', { kind: 'hand-over', to: 'node-2' });
    const [call] = trio.mail;
    if (call?.message.kind !== 'hand-over') throw new Error('Nobody is called.');
    trio.give('node-2', { kind: 'message', message: call.message });
    trio.deliver(['node-1']);
    expect(trio.status('node-2').role).toBe('primary');
    expect(trio.status('node-1').role).toBe('primary');
    expect(confirm(trio, 2)).toBe(false);
    trio.deliver();
    expect(trio.confirmations.at(-1)).toEqual({ token: 2, confirmed: false });
  });

  it('does not keep a primary that restarted from its office', () => {
    const trio = trioWithPrimary();
    confirm(trio, 1);
    trio.deliver();
    trio.restart('node-1');
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', epoch: 2 });
  });
});
