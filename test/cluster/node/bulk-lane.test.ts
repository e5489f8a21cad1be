import { describe, expect, it } from 'vitest';
import { BulkLane } from '../../../cluster/node/bulk-lane.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';
import { FakeClock } from '../io/fake-clock.ts';

function message(text: string): GroupMessage {
  const state = text.padEnd(1_000, '.');
  const copies = { voters: ['n1'], learners: ['n2'] };
  const position = { epoch: 1, sequence: 1 };
  return { kind: 'install', group: 'alpha', from: 'n1', epoch: 1, position, copies, state };
}

const bytesEach = JSON.stringify(message('a')).length;

function start(bytesPerSecond: number, waitMsMax = 10_000) {
  const clock = new FakeClock();
  const sent: { readonly at: number; readonly text: string }[] = [];
  const lane = new BulkLane({
    clock,
    bytesPerSecond,
    waitMsMax,
    send: (_to, given) => {
      const text = String((given as { readonly state: unknown }).state).slice(0, 1);
      sent.push({ at: clock.monotonicMs(), text });
    },
  });
  return { clock, lane, sent };
}

describe('the way of messages that fill new copies', () => {
  it('sends in order and no faster than it may on average', () => {
    const { clock, lane, sent } = start(bytesEach);
    for (const text of 'abcde') lane.send('n2', message(text));
    clock.advance(60_000);
    expect(sent.map(({ text }) => text).join('')).toBe('abcde');
    for (const [index, { at }] of sent.entries()) expect(at).toBeGreaterThanOrEqual(index * 1_000);
  });

  it('lets a message pass that is larger than the rate, and makes the next one wait for it', () => {
    const { clock, lane, sent } = start(bytesEach / 10);
    lane.send('n2', message('a'));
    lane.send('n2', message('b'));
    expect(sent).toHaveLength(1);
    clock.advance(9_999);
    expect(sent).toHaveLength(1);
    clock.advance(2);
    expect(sent).toHaveLength(2);
  });

  it('drops what would wait too long: its group sends it again', () => {
    const { clock, lane, sent } = start(bytesEach, 1_500);
    for (const text of 'abcdefgh') lane.send('n2', message(text));
    clock.advance(60_000);
    expect(sent.map(({ text }) => text).join('')).toBe('ab');
  });

  it('counts what it sent, for each copy', () => {
    const { clock, lane } = start(1_000_000);
    lane.send('n2', message('a'));
    lane.send('n3', message('b'));
    clock.advance(1_000);
    expect(lane.bytesSent('alpha', 'n2')).toBe(bytesEach);
    expect(lane.bytesSent('alpha', 'n9')).toBe(0);
  });

  it('sends nothing after it was stopped', () => {
    const { clock, lane, sent } = start(bytesEach);
    lane.send('n2', message('a'));
    lane.send('n2', message('b'));
    lane.stop();
    clock.advance(60_000);
    expect(sent).toHaveLength(1);
  });
});
