// Proof that the runbooks can fail: each lie on a page turns its run red, and the message names the line of the lie.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { type Mutation, mutate, root } from './mutate.ts';

const fresh = 'operations/distributed-deployment/fresh-three-node-cluster.md';
const failure = 'operations/cluster-management/unplanned-node-failure.md';

const mutations: readonly Mutation[] = [
  {
    name: 'an expected count changed (deployment)',
    page: fresh,
    from: '"spaces_assigned": 0, "nodes": 3 }',
    to: '"spaces_assigned": 0, "nodes": 4 }',
    names: '"nodes": 4 }',
    exit: 1,
  },
  {
    name: 'a field renamed (deployment)',
    page: fresh,
    from: '"spaces_assigned": 0',
    to: '"assigned_spaces": 0',
    names: '"assigned_spaces": 0',
    exit: 1,
  },
  {
    name: 'a command sent to the wrong node (deployment)',
    page: fresh,
    from: `ssh node-2 'cat "$ENGRAM_CONFIG"'`,
    to: `ssh node-1 'cat "$ENGRAM_CONFIG"'`,
    names: 'node_id = "node-2"',
    exit: 1,
  },
  {
    name: 'a step removed (deployment)',
    page: fresh,
    from: `\`\`\`bash name=initialize risk=mutating
curl -fsS --max-time 10 -X POST http://node-1:7432/api/v1/cluster/initialize \\
  -H 'Content-Type: application/json' \\
  -d '{"expected_nodes": 3}'
\`\`\`

\`\`\`json expect
{ "status": "initialized", "spaces_assigned": 0, "nodes": 3 }
\`\`\`
`,
    to: '',
    names: '"already_initialized"',
    exit: 1,
  },
  {
    name: 'a deadline cut below what is possible (deployment)',
    page: fresh,
    from: 'name=start-nodes risk=mutating timeout=60s',
    to: 'name=start-nodes risk=mutating timeout=50ms',
    names: 'timeout=50ms',
    exit: 1,
  },
  {
    name: 'a placeholder misspelt (deployment)',
    page: fresh,
    from: '<VERSION word>',
    to: '<VERSION wrod>',
    names: '<VERSION wrod>',
    exit: 2,
  },
  {
    name: 'an expected count changed (failure)',
    page: failure,
    from: '"spaces_affected": "<integer at least 1>"',
    to: '"spaces_affected": "<integer at least 1000>"',
    names: 'at least 1000>',
    exit: 1,
  },
  {
    name: 'a field renamed (failure)',
    page: failure,
    from: '"unreachable": ["<$FAILED>"]',
    to: '"unreachable_nodes": ["<$FAILED>"]',
    names: '"unreachable_nodes"',
    exit: 1,
  },
  {
    name: 'a command sent to the wrong node (failure)',
    page: failure,
    from: 'engram-ops node kill "$FAILED"',
    to: 'engram-ops node kill "$SURVIVOR"',
    names: '<$FAILED> killed',
    exit: 1,
  },
  {
    name: 'a step removed (failure)',
    page: failure,
    from: `\`\`\`bash name=kill-primary risk=destructive
engram-ops node kill "$FAILED"
\`\`\`

\`\`\`text expect
<$FAILED> killed (SIGKILL)
\`\`\`
`,
    to: '',
    names: '{ "id": "<$FAILED>", "state": "dead" }',
    exit: 1,
  },
  {
    name: 'a deadline cut below what is possible (failure)',
    page: failure,
    from: 'name=confirm-dead within=30s',
    to: 'name=confirm-dead within=2s',
    names: '{ "id": "<$FAILED>", "state": "dead" }',
    exit: 1,
  },
  {
    name: 'a placeholder misspelt (failure)',
    page: failure,
    from: '<SURVIVOR word other than $FAILED>',
    to: '<SURVIVOR word othre than $FAILED>',
    names: 'othre than',
    exit: 2,
  },
];

describe('a runbook with one lie on it', () => {
  test.each(mutations)(
    '$name: turns red and names the line',
    async (mutation) => {
      const page = await mutate(mutation);
      const report = join(page.folder, 'report.json');
      const run = await execa({ cwd: root, reject: false, all: true, env: { NO_COLOR: '1' } })(
        process.execPath,
        ['runner/cli/main.ts', 'run', page.file, '--report', report],
      );
      expect(run.all).toContain(`${page.file}:${page.line}`);
      expect(run.exitCode).toBe(mutation.exit);
      if (mutation.exit === 1) {
        expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ outcome: 'fail' });
      }
    },
    120_000,
  );
});
