// The assertions of a page body, examined on what its steps printed.
import { judgeStep } from '../../runner/judge/judge-step.ts';
import { assertionsOf } from '../../runner/vacuity/assertion.ts';
import { type Examined, examine } from '../../runner/vacuity/examine.ts';
import type { Seen } from '../../runner/vacuity/seen.ts';
import { stepsOf } from './judge-page.ts';
import { observed } from './observations.ts';

export interface ExaminedAssertion {
  readonly line: number;
  readonly source: string;
  readonly examined: Examined;
}

/** `outputs`: of the steps, in their order. The body begins on line 5. */
export function examineBody(
  body: string,
  outputs: readonly string[],
  change: Partial<Seen> = {},
): readonly ExaminedAssertion[] {
  const steps = stepsOf(body);
  const observations = steps.map((_, index) => observed(outputs[index] ?? ''));
  return steps.flatMap((step, index) => {
    const others = steps.flatMap(({ id }, other) => {
      const observation = observations[other];
      return other === index || observation === undefined ? [] : [{ id, observation }];
    });
    const observation = observations[index] ?? observed('');
    const seen = { step, observation, variables: {}, others, ...change };
    return assertionsOf(step).map((assertion) => {
      const work = examine(assertion, seen, judgeStep);
      let next = work.next();
      while (next.done !== true) next = work.next();
      return { line: assertion.span.line, source: assertion.source, examined: next.value };
    });
  });
}

/** Of the blocks below one step: `SOURCE: fails against …`, or why nothing made it fail. Without the exit code. */
export function examineBlocks(
  blocks: string,
  output: string,
  attributes = '',
  change: Partial<Seen> = {},
): readonly string[] {
  const body = `\`\`\`bash ${attributes}\ntrue\n\`\`\`\n\n${blocks}`;
  return examineBody(body, [output], change)
    .filter(({ source }) => !source.includes('exit code'))
    .map(({ source, examined }) => `${source}: ${inWords(examined)}`);
}

function inWords(examined: Examined): string {
  switch (examined.result) {
    case 'can-fail':
      return `fails against ${examined.failsAgainst}`;
    case 'vacuous':
      return `VACUOUS, ${examined.reason}`;
    case 'not-examined':
      return `NOT EXAMINED, ${examined.reason}`;
  }
}
