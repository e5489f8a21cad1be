// An office that nobody holds is asked for by a few for all: an outage must not become a flood that outlives it.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Deadline } from '../../../cluster/api/deadline.ts';
import type { ApiError } from '../../../cluster/errors.ts';
import { createSystemClock } from '../../../cluster/io/clock.ts';
import type { NodeId } from '../../../cluster/model/ids.ts';
import { type Attempt, askOffice } from '../../../cluster/node/ask-office.ts';
import { OfficeLine } from '../../../cluster/node/office-line.ts';
import { Signal } from '../../../cluster/node/signal.ts';

const node = 'node-1' as NodeId;
const refused: Attempt<string> = { kind: 'refused', reason: '`not-primary`', primary: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An office whose holder says `answer()`, and counts who asks at the same time. */
function office(answer: () => Attempt<string>) {
  const line = new OfficeLine();
  const clock = createSystemClock();
  const changed = new Signal(clock);
  const counts = { asked: 0, now: 0, most: 0 };
  const question = {
    office: 'The primary of space `notes`',
    line,
    candidates: () => [node],
    holder: () => node,
    ask: async (): Promise<Attempt<string>> => {
      counts.asked += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      counts.now -= 1;
      return answer();
    },
    writes: true,
  };
  const request = (deadline = new Deadline(5_000, clock)): Promise<string> =>
    askOffice(question, deadline, changed).catch(
      (thrown: ApiError) => `${thrown.status} ${thrown.details.outcome} ${thrown.message}`,
    );
  return { request, counts, clock };
}

/** The first is refused and forms the line; whoever comes then has to join it. */
async function inTrouble(answer: () => Attempt<string>) {
  const { request, counts, clock } = office(answer);
  const first = request();
  await vi.advanceTimersByTimeAsync(25);
  return { request, counts, clock, first };
}

describe('an office that is held', () => {
  test('is asked by all requests at once', async () => {
    const { request, counts } = office(() => ({ kind: 'answered', answer: 'done' }));
    const answers = Array.from({ length: 100 }, () => request());
    await vi.advanceTimersByTimeAsync(20);
    expect(await Promise.all(answers)).toEqual(answers.map(() => 'done'));
    expect(counts).toMatchObject({ asked: 100, most: 100 });
  });
});

describe('an office that nobody holds', () => {
  test('is asked by three at a time, however many requests wait', async () => {
    const { request, counts } = await inTrouble(() => refused);
    const waiting = Array.from({ length: 150 }, () => request());
    counts.most = 0;
    counts.asked = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(counts.most).toBeLessThanOrEqual(3);
    // Three times a question of 20 ms and a pause of 10 to 100 ms.
    expect(counts.asked).toBeGreaterThanOrEqual(3 * 8);
    expect(counts.asked).toBeLessThanOrEqual(3 * 34);
    await vi.advanceTimersByTimeAsync(5_000);
    for (const said of await Promise.all(waiting)) expect(said).toMatch(/^503 not_applied /);
  });

  test('answers all who wait as soon as one of them was answered', async () => {
    let held = false;
    const { request, first } = await inTrouble(() =>
      held ? { kind: 'answered', answer: 'done' } : refused,
    );
    const waiting = Array.from({ length: 150 }, () => request());
    await vi.advanceTimersByTimeAsync(1_000);
    held = true;
    // The next question, and one round of all.
    await vi.advanceTimersByTimeAsync(100 + 20 + 20);
    expect(await Promise.all([first, ...waiting])).toEqual(Array(151).fill('done'));
  });

  test('refuses at once whoever comes when the line is full', async () => {
    const { request } = await inTrouble(() => refused);
    for (let count = 0; count < 202; count += 1) void request();
    await vi.advanceTimersByTimeAsync(0);
    const late = request();
    await vi.advanceTimersByTimeAsync(0);
    expect(await late).toBe(
      '503 not_applied The primary of space `notes` did not answer in time: too many requests wait for it already.',
    );
  });

  test('is no longer asked for a client that went away, and its place in the line is free', async () => {
    const { request, counts, clock } = await inTrouble(() => refused);
    const deadlines = Array.from({ length: 202 }, () => new Deadline(5_000, clock));
    const gone = deadlines.map((deadline) => request(deadline));
    await vi.advanceTimersByTimeAsync(500);
    for (const deadline of deadlines) deadline.cancel();
    await vi.advanceTimersByTimeAsync(200);
    for (const said of await Promise.all(gone)) expect(said).toMatch(/^503 /);
    counts.asked = 0;
    const late = request();
    await vi.advanceTimersByTimeAsync(300);
    expect(counts.asked).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await late).toContain('`node-1` said `not-primary`');
  });

  test('says that a write may have happened if some node was asked and did not answer', async () => {
    const { first } = await inTrouble(() => ({ kind: 'unknown', reason: 'nothing' }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await first).toMatch(/^503 unknown /);
  });
});
