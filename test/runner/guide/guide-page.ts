// The page that the guide's tests lead through, and the program on its screen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../../runner/guide/journal-entry.ts';
import { readJournal } from '../../../runner/guide/journal-schema.ts';
import { openScreen, type Screen } from '../../support/screen.ts';
import { cliEnvironment, main, node, page } from '../cli/run-cli.ts';

export const diskPage = `---
title: Replace a full disk
runbook:
  risk: medium
  duration: 15m
  prerequisites:
    - Shell access to an operator host, with the right to mount and unmount file systems
    - A spare disk
  rollback: Start the node again with its old data directory.
---

## When to use

The alert **DiskFull** fired. See [the manual](https://example.org/disks) and run \`df -h\`.

| Usage | Urgency |
| --- | --- |
| above 90 % | today |
| above 99 % | at once: writes fail |

## Steps

### 1. Find the node

\`\`\`bash name=find-node
cat alert
\`\`\`

\`\`\`text expect
<NODE word> is full
\`\`\`

### 2. Stop it

\`\`\`bash name=stop-node risk=mutating
echo "$NODE" >stopped
\`\`\`

### 3. Wipe its old disk

The new disk must be mounted.

\`\`\`bash name=wipe-disk risk=destructive
test -e mounted && touch wiped
\`\`\`

**Failure mode:** the new disk is not mounted. Mount it, see that \`mounted\` is there, and try again.

## Verification

\`\`\`bash name=verify
echo "$NODE has a new disk"
\`\`\`

\`\`\`text expect
<$NODE> has a new disk
\`\`\`

## Troubleshooting

| Symptom | Cause | Resolution |
| --- | --- | --- |
| Still full | A process keeps a deleted file open | Restart it; see \`lsof +L1\` |

## Success metrics

- The disk is below 80 %.
`;

export const diskFiles = {
  'disk.md': diskPage,
  alert: 'node-7 is full\n',
  'runbook.config.mjs': `export const config = {
  template: [],
  targets: { prod: { policy: 'production' } },
};
`,
};

/** A read-only step that takes as long as `code` says, and a change below it. */
export function slowPage(code: string): string {
  return page(
    `## Steps\n\n\`\`\`bash name=set-up\necho node-3\n\`\`\`\n\n\`\`\`text expect\n<NODE word>\n\`\`\`\n\n\`\`\`bash name=wait\n${code}\n\`\`\`\n\n\`\`\`bash name=change risk=mutating\ntouch "changed-$NODE"\n\`\`\`\n`,
  );
}

export interface GuideOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function openGuide(
  cwd: string,
  args: readonly string[],
  { env = {}, columns = 120, rows = 24 }: GuideOptions = {},
): Screen {
  return openScreen([node, main, 'guide', ...args], {
    cwd,
    env: { ...cliEnvironment, USER: 'alice', NO_COLOR: '1', ...env },
    columns,
    rows,
  });
}

/** What differs from run to run, put out of the way. */
export function steady(text: string): string {
  return text
    .replaceAll(/\d+(?:\.\d)? (?:ms|s)\b/g, '0 ms')
    .replaceAll(/\d{8}T\d{6}Z/g, '20260105T031205Z');
}

export function journalPath(cwd: string): string {
  const [name = 'none'] = readdirSync(join(cwd, '.runbook/journal'));
  return join('.runbook/journal', name);
}

export function readEntries(cwd: string, path = journalPath(cwd)): readonly JournalEntry[] {
  const read = readJournal(readFileSync(join(cwd, path), 'utf8'));
  if (read.kind === 'damaged') throw new Error(`line ${read.line}: ${read.reason}`);
  return read.entries;
}

/** One short line an entry. */
export function storyOf(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map(tell);
}

function tell(entry: JournalEntry): string {
  const why = 'reason' in entry && entry.reason !== undefined ? `: ${entry.reason}` : '';
  switch (entry.kind) {
    case 'started':
      return `started by ${entry.who} on ${entry.target}`;
    case 'resumed':
      return `resumed at ${entry.step}`;
    case 'variable':
      return `${entry.name}=${entry.value ?? '(secret)'} ${entry.source}`;
    case 'decided':
      return `${entry.choice} ${entry.step}${why}`;
    case 'finished':
      return `${entry.step} ${entry.outcome}${why}`;
    case 'ended':
      return `ended ${entry.how}`;
  }
}
