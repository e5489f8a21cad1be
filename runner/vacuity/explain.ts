// Why nothing makes an assertion fail, and how to say more.
import type { Expectation } from '../model/expectation.ts';
import type { Assertion } from './assertion.ts';
import { longestMs } from './limits.ts';
import type { Seen } from './seen.ts';

export interface Explanation {
  /** Completes *Unexpected assertion that cannot fail: …*. */
  readonly reason: string;
  /** One thing to do. */
  readonly hint: string;
}

export function explain(
  { expectation, source }: Assertion,
  seen: Seen,
  tried: number,
): Explanation {
  const shown = `\`${source}\``;
  switch (expectation.kind) {
    case 'text':
      return {
        reason: '`...` alone matches any output, and none',
        hint: 'write a line that only the right output has; `...` stands for those around it',
      };
    case 'regex':
      return {
        reason: `the expression matched each of ${tried} other outputs`,
        hint: 'write a word or a number that only the right output has',
      };
    case 'jq':
      return {
        reason: `${shown} was true for each of ${tried} other documents`,
        hint: 'compare a value of the output, such as `.count == 3`',
      };
    case 'absent':
      return {
        reason: `no line can hold ${shown}`,
        hint: 'write what the output would say if the step had gone wrong',
      };
    case 'duration':
      return explainDuration(expectation, seen);
    case 'json':
    case 'exit-code':
      return {
        reason: `${shown} held for each of ${tried} counter-observations`,
        hint: 'write a value that only the right output has',
      };
  }
}

function explainDuration(
  { source }: Extract<Expectation, { kind: 'duration' }>,
  { step }: Seen,
): Explanation {
  const longest = longestMs(step);
  return {
    reason: `\`${source}\` holds for every time from 0 to the step's ${longest.name}, which ends it`,
    hint: 'write a limit that a slow step would miss',
  };
}
