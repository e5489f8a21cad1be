// The scripts that the specification names: thin, and honest about their exit codes. One table (`operator-scripts.ts`),
// one cluster.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOps, type Ops, root } from '../ops/support/ops.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cases } from './operator-scripts.ts';

let files: string;
let ops: Ops;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'scripts-'));
  ops = await createOps({ FILES: files });
  const up = await ops.shell('scripts/deploy_test_cluster.sh --nodes 3 --profile fast --ttl 5m');
  expect(up.code, up.err).toBe(0);
  await ops.json(['spaces', 'create', 'notes', '--json']);
  const settled = async () =>
    (await ops.run(['health'])).code === 0 && (await ops.run(['replication', 'status'])).code === 0;
  await waitUntil(settled, 30_000, 'all copies of the space');
});
afterAll(async () => {
  await ops.dispose();
  await rm(files, { recursive: true });
});

test.each(cases)('$says', async ({ words, first = '', code, last, error }) => {
  const ran = await ops.shell(`${first} scripts/${words}`);
  expect(ran.code, ran.err).toBe(code);
  const line = ran.out.trimEnd().split('\n').at(-1) ?? '';
  if (typeof last === 'string') expect(line).toBe(last);
  else expect(line).toMatch(last);
  if (error !== undefined) expect(ran.err).toContain(error);
});

// What sets a clone up is for developers.
const scripts = (await readdir(join(root, 'scripts'))).filter(
  (name) => name.endsWith('.sh') && name !== 'set-up.sh',
);

test.each(scripts)('%s --help shows an example of its own', async (script) => {
  const { code, out } = await ops.shell(`scripts/${script} --help`);
  expect(code).toBe(0);
  expect(out.split('\nExample:\n')[1]).toContain(script);
});

test('every script is in the table, or brought the cluster up', () => {
  const named = `${cases.map(({ words }) => words).join('\n')}\ndeploy_test_cluster.sh`;
  expect(scripts.filter((script) => !named.includes(script))).toEqual([]);
});
