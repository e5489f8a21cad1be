import { describe, expect, it } from 'vitest';
import { askCopies, type CopyAnswer } from '../../../cluster/node/ask-copies.ts';
import { FakeClock } from '../io/fake-clock.ts';

type Behaviour = 'answers' | 'fails' | 'holds none' | 'hangs';

/** Lets promises settle, and advances the clock, until there is an answer. */
async function ask(
  behaviours: Readonly<Record<string, Behaviour>>,
): Promise<{ answer: CopyAnswer<string>; asked: readonly string[]; afterMs: number }> {
  const clock = new FakeClock();
  const asked: string[] = [];
  let answer: CopyAnswer<string> | null = null;
  void askCopies({
    copies: Object.keys(behaviours),
    clock,
    deadlineMs: 5_000,
    ask: (node) => {
      asked.push(node);
      if (behaviours[node] === 'answers') return Promise.resolve(`from ${node}`);
      if (behaviours[node] === 'holds none') return Promise.resolve(null);
      if (behaviours[node] === 'fails') return Promise.reject(new Error('refused'));
      return new Promise(() => undefined);
    },
  }).then((given) => {
    answer = given;
  });
  for (let step = 0; step < 200 && answer === null; step += 1) {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    if (answer === null) clock.advance(50);
  }
  if (answer === null) throw new Error('No answer within ten seconds.');
  return { answer, asked, afterMs: clock.monotonicMs() };
}

describe('copies are asked', () => {
  it('one at a time while they answer', async () => {
    const { answer, asked } = await ask({ a: 'answers', b: 'answers' });
    expect(answer).toEqual({ kind: 'answered', node: 'a', answer: 'from a' });
    expect(asked).toEqual(['a']);
  });

  it('one after the other when they fail or hold nothing, without a pause', async () => {
    const { answer, afterMs } = await ask({ a: 'fails', b: 'holds none', c: 'answers' });
    expect(answer).toMatchObject({ kind: 'answered', node: 'c' });
    expect(afterMs).toBe(0);
  });

  it('the next one beside one that hangs', async () => {
    const { answer, asked, afterMs } = await ask({ a: 'hangs', b: 'answers' });
    expect(answer).toMatchObject({ kind: 'answered', node: 'b' });
    expect(asked).toEqual(['a', 'b']);
    expect(afterMs).toBeLessThan(1_000);
  });

  it('until all have failed, and then it is said what the last one did', async () => {
    const { answer, afterMs } = await ask({ a: 'holds none', b: 'fails' });
    expect(answer).toEqual({ kind: 'missing', reason: '`b` did not answer' });
    expect(afterMs).toBe(0);
  });

  it('until the time is over when they all hang', async () => {
    const { answer, afterMs } = await ask({ a: 'hangs', b: 'hangs' });
    expect(answer).toEqual({ kind: 'missing', reason: 'no copy answered within 5000 ms' });
    expect(afterMs).toBe(5_000);
  });

  it('is missing at once when there are none', async () => {
    expect((await ask({})).answer).toEqual({
      kind: 'missing',
      reason: 'no alive node holds a copy',
    });
  });
});
