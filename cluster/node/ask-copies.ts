/**
 * Asks the copies of a space until one answers: the next one is asked when the one before has failed or has kept
 * silent for a while, so that a node that hangs costs a moment and not the whole time.
 */
import type { Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';

export type CopyAnswer<Answer> =
  | { readonly kind: 'answered'; readonly node: NodeId; readonly answer: Answer }
  /** Nobody did; `reason` is what the last one said. */
  | { readonly kind: 'missing'; readonly reason: string };

export type CopiesQuestion<Answer> = {
  /** Whom to ask, the best first. */
  readonly copies: readonly NodeId[];
  /** Null: this node holds no copy. May reject. */
  readonly ask: (node: NodeId, deadlineMs: number) => Promise<Answer | null>;
  readonly deadlineMs: number;
  readonly clock: Clock;
};

/** A copy that is silent for so long gets company, milliseconds. */
const patienceMs = 400;

export function askCopies<Answer>(question: CopiesQuestion<Answer>): Promise<CopyAnswer<Answer>> {
  const { copies, ask, deadlineMs, clock } = question;
  const until = clock.monotonicMs() + deadlineMs;
  return new Promise((resolve) => {
    let asked = 0;
    let failed = 0;
    let reason = 'no alive node holds a copy';
    let cancel = (): void => undefined;
    const finish = (answer: CopyAnswer<Answer>): void => {
      cancel();
      cancelEnd();
      resolve(answer);
    };
    const fail = (why: string): void => {
      reason = why;
      failed += 1;
      askNext();
    };
    const askNext = (): void => {
      cancel();
      const node = copies[asked];
      if (node === undefined) {
        if (failed === copies.length) finish({ kind: 'missing', reason });
        return;
      }
      asked += 1;
      cancel = clock.schedule(patienceMs, askNext);
      ask(node, Math.max(until - clock.monotonicMs(), 1)).then(
        (answer) => {
          if (answer === null) fail(`\`${node}\` holds no copy`);
          else finish({ kind: 'answered', node, answer });
        },
        () => fail(`\`${node}\` did not answer`),
      );
    };
    const cancelEnd = clock.schedule(deadlineMs, () => {
      finish({ kind: 'missing', reason: `no copy answered within ${Math.round(deadlineMs)} ms` });
    });
    askNext();
  });
}
