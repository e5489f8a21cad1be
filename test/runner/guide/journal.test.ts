import { describe, expect, test } from 'vitest';
import type { JournalEntry, NewEntry, Started } from '../../../runner/guide/journal-entry.ts';
import { journalMarkdown } from '../../../runner/guide/journal-markdown.ts';
import { readJournal } from '../../../runner/guide/journal-schema.ts';
import { describeChanges, firstOpenStep, readProgress } from '../../../runner/guide/resume.ts';
import { shortenOutput } from '../../../runner/guide/shorten.ts';
import { passesIn, usualDuration } from '../../../runner/guide/usual-duration.ts';

const at = '2026-01-05T03:12:05.000Z';
const started: Started = {
  at,
  kind: 'started',
  schema: 1,
  who: 'alice',
  host: 'ops-1',
  pid: 7,
  processStartedAt: '1',
  page: 'disk.md',
  title: 'Disk | full',
  sha256: '0'.repeat(64),
  target: 'prod',
  practice: false,
  steps: { a: '1', b: '2', c: '3' },
};
const finished = (step: string, outcome: 'pass' | 'fail', durationMs = 5): NewEntry => ({
  kind: 'finished',
  step,
  line: 3,
  title: 'Look',
  risk: 'read-only',
  code: 'ls',
  outcome,
  durationMs,
  stdout: '',
  stderr: '',
});
const decided = (step: string, choice: 'run' | 'retry' | 'skip' | 'leave' | 'quit'): NewEntry => ({
  kind: 'decided',
  step,
  line: 3,
  choice,
});
const journal = (...entries: readonly NewEntry[]): readonly JournalEntry[] => [
  started,
  ...entries.map((entry): JournalEntry => ({ at, ...entry })),
];
const openStep = (...entries: readonly NewEntry[]): string | undefined =>
  firstOpenStep(['a', 'b', 'c'], readProgress(journal(...entries)));

describe('the step to go on with', () => {
  test.each<[string, string | undefined, readonly NewEntry[]]>([
    ['is the first of a run that has only begun', 'a', []],
    ['is below one that passed', 'b', [decided('a', 'run'), finished('a', 'pass')]],
    ['is one that failed', 'a', [decided('a', 'run'), finished('a', 'fail')]],
    ['is one that was in flight', 'b', [finished('a', 'pass'), decided('b', 'run')]],
    ['is below one that was skipped', 'b', [decided('a', 'skip')]],
    ['is below one that was left as it is', 'b', [finished('a', 'fail'), decided('a', 'leave')]],
    [
      'is one that passed once and failed in a retry',
      'a',
      [finished('a', 'pass'), decided('a', 'retry'), finished('a', 'fail')],
    ],
    ['is one where somebody left', 'b', [finished('a', 'pass'), decided('b', 'quit')]],
    [
      'is none when all are done',
      undefined,
      [finished('a', 'pass'), finished('b', 'pass'), decided('c', 'skip')],
    ],
  ])('%s', (_words, step, entries) => {
    expect(openStep(...entries)).toBe(step);
  });
});

describe('progress', () => {
  test('holds the last value of each variable, and of secrets only the names', () => {
    const { variables, secrets, inFlight } = readProgress(
      journal(
        { kind: 'variable', name: 'NODE', value: 'n1', source: 'parameter' },
        { kind: 'variable', name: 'TOKEN', source: 'parameter' },
        { kind: 'variable', name: 'NODE', value: 'n2', source: 'operator' },
        decided('a', 'run'),
      ),
    );
    expect({ variables, secrets, inFlight }).toEqual({
      variables: { NODE: 'n2' },
      secrets: ['TOKEN'],
      inFlight: 'a',
    });
  });

  test('goes by the page of the last process, and ends with `completed` only', () => {
    const sha256 = '1'.repeat(64);
    const resumed: NewEntry = { ...started, kind: 'resumed', step: 'b', sha256, pid: 8 };
    const progress = readProgress(journal(resumed, { kind: 'ended', how: 'quit' }));
    expect([progress.sha256, progress.witness.pid, progress.isComplete]).toEqual([
      sha256,
      8,
      false,
    ]);
    expect(readProgress(journal({ kind: 'ended', how: 'completed' })).isComplete).toBe(true);
  });

  test('names what changed on the page, and what of it was done already', () => {
    const now = { a: '1', b: '9', d: '4' };
    expect(describeChanges(started.steps, now, new Set(['a', 'b']))).toEqual([
      'step `b` has changed, after it was done',
      'step `c` is gone',
      'step `d` is new',
    ]);
  });
});

describe('reading a journal', () => {
  const lines = journal(decided('a', 'run'))
    .map((entry) => `${JSON.stringify(entry)}\n`)
    .join('');

  test('gives back what was written, without a line that has no end', () => {
    expect(readJournal(`${lines}{"at":"2026`)).toEqual({
      kind: 'journal',
      entries: journal(decided('a', 'run')),
    });
  });

  test.each([
    ['', 1, 'expected an entry of kind `started`'],
    [
      '{"kind":"x"}\n',
      1,
      "`kind`: Invalid discriminator value. Expected 'started' | 'resumed' | 'variable' | 'decided' | 'finished' | 'ended'",
    ],
    [`${lines}{\n`, 3, 'Invalid input: expected object, received undefined'],
    [`${lines}{"at":"yesterday","kind":"ended","how":"quit"}\n`, 3, '`at`: Invalid ISO datetime'],
  ])('names the line that is none', (text, line, reason) => {
    expect(readJournal(text)).toEqual({ kind: 'damaged', line, reason });
  });
});

test('the usual duration is the median of the passes', () => {
  const passes = passesIn([
    journal(finished('a', 'pass', 10), finished('a', 'fail', 1)),
    journal(finished('a', 'pass', 900), finished('b', 'pass', 3)),
    journal(finished('a', 'pass', 20)),
  ]);
  expect(usualDuration(passes.get('a') ?? [])).toBe(20);
  expect(usualDuration(passes.get('c') ?? [])).toBeUndefined();
});

test('long output keeps its beginning and its end', () => {
  const text = `${'a'.repeat(3000)}${'b'.repeat(3000)}`;
  expect(shortenOutput(text)).toBe(
    `${'a'.repeat(2000)}\n… 2000 characters left out …\n${'b'.repeat(2000)}`,
  );
  expect(shortenOutput('short')).toBe('short');
});

test('the post-mortem survives backticks, bars, line ends and control characters', () => {
  const entry: NewEntry = {
    ...(finished('a', 'fail') as object as Extract<NewEntry, { kind: 'finished' }>),
    code: 'echo ```',
    stdout: 'a\u001b[2Jb\n',
    reason: 'x\n| y',
  };
  const text = journalMarkdown(
    journal(entry, { kind: 'variable', name: 'A', value: 'b`c', source: 'operator' }),
  );
  expect(text.slice(text.indexOf('| 03:12:05'))).toMatchInlineSnapshot(`
    "| 03:12:05 | started | by alice |
    | 03:12:05 | \`a\` **fail** | 5 ms: x \\| y |
    | 03:12:05 | \`A\` = \`\`b\`c\`\` | typed by the operator |

    ## 03:12:05 \`a\`: fail

    Look, line 3 of the page, read-only.

    x | y

    \`\`\`\`bash
    echo \`\`\`
    \`\`\`\`

    Standard output:

    \`\`\`text
    a\\x1b[2Jb
    \`\`\`
    "
  `);
});
