// The lies are what they say, and nothing else on the page changes.
import { describe, expect, test } from 'vitest';
import { stepsOf } from '../../support/judge-page.ts';
import { mutantsOf } from './generate.ts';

const body = (info: string, ...lines: readonly string[]): string =>
  `\`\`\`bash\ntrue\n\`\`\`\n\n\`\`\`${info}\n${lines.join('\n')}\n\`\`\`\n`;

function told(info: string, ...lines: readonly string[]): readonly string[] {
  const text = `---\n1\n2\n---\n${body(info, ...lines)}`.split('\n');
  const [step] = stepsOf(body(info, ...lines));
  return (step?.expectations ?? [])
    .flatMap((expectation) => mutantsOf(text, expectation))
    .map(({ kind, line, after }) => `${line} ${kind}: ${after}`);
}

describe('mutants', () => {
  test('of a text change its words and numbers, its marks, and its end', () => {
    expect(told('text expect', 'node-1 is up <integer at least 3>', '...')).toEqual([
      '10 word changed: node-1 is up <integer at least 3>'.replace('node-1', 'nodex-1'),
      '10 limit out of reach: node-1 is up <integer at least 987654321098>',
      '10 placeholder misspelt: node-1 is up <integerz at least 3>',
      '10 type narrowed: node-1 is up <boolean at least 3>',
      '12 line added: this line is printed by nobody',
    ]);
  });

  test('of JSON change keys, values and empty lists', () => {
    expect(told('json expect', '{ "lost": 0, "ok": true, "state": "dead", "left": [] }')).toEqual([
      '10 number changed: { "lost": 1, "ok": true, "state": "dead", "left": [] }',
      '10 word changed: { "lost": 0, "ok": true, "state": "deadx", "left": [] }',
      '10 key renamed: { "lost_x": 0, "ok": true, "state": "dead", "left": [] }',
      '10 key renamed: { "lost": 0, "ok_x": true, "state": "dead", "left": [] }',
      '10 key renamed: { "lost": 0, "ok": true, "state_x": "dead", "left": [] }',
      '10 key renamed: { "lost": 0, "ok": true, "state": "dead", "left_x": [] }',
      '10 truth turned: { "lost": 0, "ok": false, "state": "dead", "left": [] }',
      '10 list no longer empty: { "lost": 0, "ok": true, "state": "dead", "left": ["x"] }',
    ]);
  });
});
