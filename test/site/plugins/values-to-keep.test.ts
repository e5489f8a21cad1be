import { expect, test } from 'vitest';
import { parseRunbook } from '../../../runner/index.ts';
import { valuesToKeep } from '../../../src/plugins/values-to-keep.ts';

/** Steps of a page whose first step has this code, keeps FAILED, and is followed by one with `later`. */
function stepsOf(code: string, later: string) {
  const fence = '```';
  const text = `---
title: Keep
runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }
---

## Steps

${fence}bash
${code}
${fence}

${fence}text expect
<FAILED word>
${fence}

${fence}bash
${later}
${fence}
`;
  const { runbook } = parseRunbook({ path: 'keep.md', text });
  const [first, ...rest] = runbook.sections.flatMap(({ steps }) => steps);
  if (first === undefined) throw new Error('Unexpected page without steps, expected two');
  return { first, rest };
}

test.each([
  ['a value that a later command uses is to be kept', 'choose', 'stop "$FAILED"', ['FAILED']],
  ['braces around the name are a use too', 'choose', `stop "\${FAILED:?}"`, ['FAILED']],
  ['a longer name is another variable', 'choose', 'stop "$FAILED_NODE"', []],
  ['a value that no later command uses is not', 'choose', 'stop', []],
  [
    'a variable that the commands assign is there already',
    'FAILED=$(choose); echo "$FAILED"',
    'stop "$FAILED"',
    [],
  ],
])('%s', (_, code, later, expected) => {
  const { first, rest } = stepsOf(code, later);
  expect(first.captures).toEqual(['FAILED']);
  expect(valuesToKeep(first, rest)).toEqual(expected);
});
