import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../runner/model/runbook.ts';
import { locateFrontMatter, parseRunbook } from '../../../runner/parse/parse-runbook.ts';

const facts = `---
title: Rotate the keys
runbook:
  risk: low
  duration: 1h30m
  prerequisites: [A shell]
  rollback: Put the old key back.
---
`;

function stepsOf(body: string): readonly Step[] {
  const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text: `${facts}${body}` });
  expect(diagnostics).toEqual([]);
  return runbook.sections.flatMap((section) => section.steps);
}

describe('parseRunbook', () => {
  test('reads the facts and their defaults', () => {
    const { runbook } = parseRunbook({ path: 'docs/page.md', text: facts });
    expect(runbook).toEqual({
      file: 'docs/page.md',
      title: 'Rotate the keys',
      sha256: runbook.sha256,
      runbook: {
        risk: 'low',
        duration: '1h30m',
        prerequisites: ['A shell'],
        rollback: 'Put the old key back.',
        alerts: [],
        aliases: [],
        tags: [],
        parameters: [],
        timeoutMs: 600_000,
      },
      sections: [],
    });
  });

  test('hashes the bytes of the file, whatever they are', () => {
    const bytes = Buffer.from(`\ufeff${facts}\r\n`);
    const { runbook } = parseRunbook({ path: 'page.md', text: bytes });
    expect(runbook.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('gives a step everything that its page says', () => {
    const [step] = stepsOf(`
## Steps

### 1. *List* the \`nodes\`

\`\`\`bash name=list timeout=90s within=1.5s every=100ms exit=3
cluster status   # with a comment
  echo "indented"

\`\`\`

\`\`\`text expect
node-1  <PID integer above 4>  \\<none>   
...


\`\`\`
`);
    expect(step).toEqual({
      id: 'list',
      title: '1. List the nodes',
      language: 'shell',
      code: 'cluster status   # with a comment\n  echo "indented"\n',
      codeLine: 15,
      span: { line: 14, column: 1, endLine: 18, endColumn: 4 },
      risk: 'read-only',
      timeoutMs: 90_000,
      eventually: { withinMs: 1500, everyMs: 100 },
      expectations: [
        { kind: 'exit-code', code: 3, span: { line: 14, column: 60, endLine: 14, endColumn: 61 } },
        {
          kind: 'text',
          stream: 'stdout',
          lines: [
            {
              kind: 'pieces',
              pieces: [
                'node-1  ',
                {
                  type: 'integer',
                  condition: { kind: 'above', operand: { kind: 'literal', text: '4' } },
                  capture: 'PID',
                  source: '<PID integer above 4>',
                },
                '  <none>',
              ],
              line: 21,
              source: 'node-1  <PID integer above 4>  \\<none>',
            },
            { kind: 'any-lines', line: 22 },
          ],
          span: { line: 20, column: 1, endLine: 25, endColumn: 4 },
          source: 'node-1  <PID integer above 4>  \\<none>   \n...\n\n',
        },
      ],
      captures: ['PID'],
    });
  });

  test('reads a JSON sample into a pattern', () => {
    const [step] = stepsOf(`
\`\`\`bash
status --json
\`\`\`

\`\`\`json expect
{ "a": 1.5e3, "b": [true, "...", null], "c": "<C>", "d": "\\\\<none>", "e": "<$C>", "f": {} }
\`\`\`
`);
    expect(step?.expectations[1]).toMatchObject({
      kind: 'json',
      pattern: {
        kind: 'object',
        members: [
          ['a', { kind: 'literal', value: 1500 }],
          [
            'b',
            {
              kind: 'array',
              items: [
                { kind: 'literal', value: true },
                { kind: 'rest' },
                { kind: 'literal', value: null },
              ],
            },
          ],
          ['c', { kind: 'placeholder', placeholder: { type: 'any', capture: 'C', source: '<C>' } }],
          ['d', { kind: 'literal', value: '<none>' }],
          [
            'e',
            {
              kind: 'placeholder',
              placeholder: { type: 'any', equals: { kind: 'variable', name: 'C' }, source: '<$C>' },
            },
          ],
          ['f', { kind: 'object', members: [] }],
        ],
      },
    });
  });

  test('takes a text and a JSON expectation for one step', () => {
    const [step] = stepsOf(
      '\n```sh\necho 1\n```\n\n```json expect\n1\n```\n\n```text expect\n1\n```\n',
    );
    expect(step?.expectations.map(({ kind }) => kind)).toEqual(['exit-code', 'json', 'text']);
  });

  test('an empty text expectation asks for no output', () => {
    const [step] = stepsOf('\n```sh\ntrue\n```\n\n```text expect\n```\n');
    expect(step?.expectations[1]).toMatchObject({ kind: 'text', lines: [] });
  });

  test('finds the commands of a step in any container, by the line they stand in', () => {
    const text = `${facts}
1. One

   > \`\`\`bash
   > first
   > \`\`\`

   ~~~~~sh name=tilde
   echo '\`\`\`'
   ~~~
   ~~~~~

-	\`\`\`bash
	tabbed
		deeper
	\`\`\`
`;
    for (const variant of [text, `\ufeff${text}`, text.replaceAll('\n', '\r\n')]) {
      const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text: variant });
      expect(diagnostics).toEqual([]);
      const steps = runbook.sections.flatMap((section) => section.steps);
      expect(steps.map(({ id, code, codeLine }) => [id, code, codeLine])).toEqual([
        ['step-1', 'first', 13],
        ['tilde', "echo '```'\n~~~", 17],
        ['step-3', 'tabbed\n\tdeeper', 22],
      ]);
    }
  });

  test('counts unnamed steps together with named ones', () => {
    const ids = stepsOf('\n```sh\na\n```\n\n```sh name=b\nb\n```\n\n```sh\nc\n```\n').map(
      ({ id }) => id,
    );
    expect(ids).toEqual(['step-1', 'b', 'step-3']);
  });

  test('gives sections their roles, and steps above the first one a section without a title', () => {
    const { runbook } = parseRunbook({
      path: 'page.md',
      text: `${facts}\n\`\`\`sh\na\n\`\`\`\n\n## Setup\n\n> ## Quoted\n\n## Teardown\n\n## Notes\n\n| a |\n| - |\n`,
    });
    expect(
      runbook.sections.map(({ title, role, line, hasTable }) => [title, role, line, hasTable]),
    ).toEqual([
      ['', 'body', 1, undefined],
      ['Setup', 'setup', 14, undefined],
      ['Teardown', 'teardown', 18, undefined],
      ['Notes', 'body', 20, true],
    ]);
  });

  test('a page without facts is reference material: no step, no complaint about its shells', () => {
    const { runbook, diagnostics } = parseRunbook({
      path: 'notes.md',
      text: '# Notes on *keys*\n\n```shell bad {1}\ndate\n```\n',
    });
    expect(diagnostics).toEqual([]);
    expect(runbook.title).toBe('Notes on keys');
    expect(runbook.runbook).toBeUndefined();
  });

  test('does not read fences inside fences and HTML as steps', () => {
    expect(
      stepsOf('\n````md\n```bash\ndate\n```\n````\n\n<!--\n```bash\ndate\n```\n-->\n'),
    ).toEqual([]);
  });

  test('says where a front matter value stands', () => {
    const text = facts.replace('duration', 'fixture: three-node\n  duration');
    expect(locateFrontMatter(text, ['runbook', 'fixture'])).toEqual({
      line: 5,
      column: 12,
      endLine: 5,
      endColumn: 22,
    });
    expect(locateFrontMatter('# No front matter', ['runbook'])).toMatchObject({ line: 1 });
  });
});
