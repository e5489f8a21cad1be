// The partition test of the specification as one script: it has to pass where nothing is lost, and only there.
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createOps, type Ops, root } from '../ops/support/ops.ts';

let ops: Ops;
afterEach(() => ops.dispose());

const split = 'scripts/partition_test.sh --scenario clean-split --partition-size 1 --duration 6';

test('a primary that is cut off loses no acknowledged write, and the cluster heals', async () => {
  ops = await createOps();
  const ran = await ops.shell(split);
  expect(ran, `${ran.out}${ran.err}`).toMatchObject({ code: 0 });
  expect(ran.out).toMatch(/ of 300 writes acknowledged, 0 lost or contradicted, /);
  expect(ran.out).toMatch(/\nPASS\n$/);
}, 180_000);

test('a node that acknowledges before its log and its copies have the write does not pass', async () => {
  ops = await createOps({ ENGRAM_BIN: join(root, 'test/ops/proof/hasty-engram') });
  const ran = await ops.shell(split);
  expect(ran, `${ran.out}${ran.err}`).toMatchObject({ code: 1 });
  expect(ran.out).toMatch(/acknowledged, [1-9]\d* lost or contradicted, /);
  expect(ran.out).toMatch(/\nFAIL\n$/);
}, 180_000);

test('nodes that end one after the other, up to half of them, lose none either', async () => {
  ops = await createOps();
  const ran = await ops.shell(
    "scripts/partition_test.sh --scenario cascading --failure-rate '1 node per 3s' --duration 8",
  );
  expect(ran, `${ran.out}${ran.err}`).toMatchObject({ code: 0 });
  expect(ran.out).toMatch(/, 0 lost or contradicted, /);
}, 180_000);
