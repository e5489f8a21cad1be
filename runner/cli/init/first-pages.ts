// What `runbook init` writes: a runbook that shows the usual parts of a page, the fixture that it runs on, a config.

export interface FirstFile {
  /** Below the folder of the pages; of the config, below the working directory. */
  readonly path: string;
  readonly text: string;
}

const runbook = `---
title: Archive rotated logs
description: Moves the rotated logs of a service out of the way, and shows that the current one stayed.
runbook:
  risk: low
  duration: 5m
  prerequisites:
    - Permission to write to the log folder
  rollback: Move the files from the folder \`archive\` back.
  fixture: log-folder
  tags: [disk]
  parameters:
    LOGS: { description: Folder with the logs of the service., example: /var/log/app }
---

## When to use

The log folder of a service holds more rotated logs than anybody reads.

## Prerequisites

Run the commands as a user who may write to the log folder.

## Steps

### See what there is

\`\`\`bash name=list-logs
ls "$LOGS"
\`\`\`

\`\`\`text expect
app.log
app.log.1
app.log.2
\`\`\`

### Count the rotated ones

\`\`\`bash name=count-rotated
find "$LOGS" -name 'app.log.*' | wc -l | tr -d ' '
\`\`\`

\`\`\`text expect
<ROTATED integer at least 1>
\`\`\`

**Failure mode:** \`0\` means that nothing has been rotated. There is nothing to archive: look for what else fills the disk.

### Archive them

\`\`\`bash name=archive risk=mutating
mkdir -p "$LOGS/archive" && mv "$LOGS"/app.log.* "$LOGS/archive/"
\`\`\`

\`\`\`text expect
\`\`\`

### See that nothing was lost

As many as were counted are in the archive, and the current log is where it was.

\`\`\`bash name=verify
ls "$LOGS" && find "$LOGS/archive" -name 'app.log.*' | wc -l | tr -d ' '
\`\`\`

\`\`\`text expect
app.log
archive
<$ROTATED>
\`\`\`

## Rollback

Move the files from \`archive\` back.

## Troubleshooting

| Symptom | Cause | What to do |
| --- | --- | --- |
| \`Permission denied\` | The folder belongs to another user | Run the commands as the user of the service |

## Success metrics

The log folder holds the current log and the archive, and nothing else.
`;

const fixture = `---
title: A log folder
description: A temporary folder with a log and two rotated ones.
fixture: {}
---

## Setup

\`\`\`bash name=make-logs risk=mutating
logs=$(mktemp -d) && touch "$logs/app.log" "$logs/app.log.1" "$logs/app.log.2" && echo "$logs"
\`\`\`

\`\`\`text expect
<LOGS>
\`\`\`

## Teardown

\`\`\`bash name=remove-logs risk=destructive
rm -r "\${LOGS:?}"
\`\`\`
`;

/** In this order they are written and named. */
export const firstPages: readonly FirstFile[] = [
  { path: 'archive-rotated-logs.md', text: runbook },
  { path: '_fixtures/log-folder.md', text: fixture },
];

/** JavaScript, because every Node reads it without a word, in a package of either kind; its type is still checked by editors. */
export const firstConfig: FirstFile = {
  path: 'runbook.config.mjs',
  text: `// What this repository sets once for all its runbooks. Every key may be left out.

/** @type {import('runbook-runner').RunbookConfig} */
export const config = {
  // Where else the pages may run: \`runbook run PAGE --target staging --param LOGS=/var/log/app\`.
  targets: {
    // staging: { shell: 'ssh ops@staging' },
    // production: { shell: 'ssh ops@bastion', policy: 'production' },
  },
};
`,
};
