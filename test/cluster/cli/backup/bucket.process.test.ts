import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openPlace } from '../../../../cluster/cli/backup/place.ts';
import { startObjectStorage } from '../../../support/object-storage.ts';
import { makeNodeFolder, snapshot } from './node-folder.ts';

const program = resolve(import.meta.dirname, '../../../../ops/bin/engram');

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

test('what a node exports to a bucket is verified, listed and pruned there', async () => {
  const storage = await startObjectStorage('backups');
  onTestFinished(() => storage.stop());
  const { config, folder } = await makeNodeFolder();
  const env = { PATH: process.env['PATH'], ...storage.env, ENGRAM_CONFIG: config };
  async function engram(line: string): Promise<Ended> {
    const argv = ['backup', ...line.replaceAll('ID', snapshot).split(' ')];
    return await promisify(execFile)(program, argv, { env }).then(
      (out) => ({ code: 0, ...out }),
      (failed: Ended) => failed,
    );
  }

  const place = 's3://backups/engram';
  const exported = await engram(`export --snapshot ID --destination ${place}/ID/node-1/ --json`);
  expect(JSON.parse(exported.stdout)).toMatchObject({ snapshot_id: snapshot, files: 1 });
  // From here on the node's folder is not needed, as on the day that somebody needs the backup.
  await rm(folder, { recursive: true });

  expect(await engram(`verify --source ${place} --snapshot ID`)).toMatchObject({
    code: 0,
    stdout: `${snapshot} node-1: 1 files as the cluster wrote them\n`,
  });
  expect((await engram(`list --source ${place}`)).stdout).toContain('restorable  from node-1');
  expect((await engram(`prune --source ${place} --keep-last 1 --older-than 0d`)).stdout).toBe(
    '1 snapshots kept\n',
  );

  for (const [name, value] of Object.entries(storage.env)) process.env[name] = value;
  const bucket = await openPlace({ scheme: 's3', bucket: 'backups', prefix: 'engram' });
  await bucket.remove(`${snapshot}/node-1/orders.jsonl`);
  expect(await engram(`verify --source ${place}`)).toMatchObject({
    code: 1,
    stdout: `${snapshot} node-1: \`${snapshot}/node-1/orders.jsonl\` is missing\n`,
  });
  await bucket.remove(`${snapshot}/node-1/export.json`);
  expect(await engram(`verify --source ${place}`)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^engram: There is no export in `s3:[^\n]+\nhint: [^\n]+\n$/),
  });
});
