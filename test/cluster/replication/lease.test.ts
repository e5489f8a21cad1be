import { describe, expect, it } from 'vitest';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';
import { defaultTiming, paceMargin } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

const { leaseMs, staggerMs, keepAliveMs, primarySilenceMs } = defaultTiming;
const loyalMs = leaseMs * paceMargin;

/** Messages of a kind that are on their way, as `node-1 > node-2`. */
function onTheirWay({ mail }: Trio, kind: string): readonly string[] {
  return mail.flatMap(({ to, message }) =>
    message.kind === kind ? [`${message.from} > ${to}`] : [],
  );
}

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
    expect(onTheirWay(trio, 'confirm')).toEqual(['node-1 > node-2', 'node-1 > node-3']);
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
    expect(onTheirWay(trio, 'confirm')).toEqual(['node-1 > node-2', 'node-1 > node-3']);
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
    expect(onTheirWay(trio, 'confirm')).toEqual([
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
    expect(onTheirWay(trio, 'confirm')).toEqual([]);
    trio.now += 1;
    expect(confirm(trio, 3)).toBe(true);
    expect(confirm(trio, 4)).toBe(true);
    expect(onTheirWay(trio, 'confirm')).toHaveLength(2);
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
