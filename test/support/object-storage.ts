// A real S3-compatible server on the loopback interface, in a process of its own, for one test file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ObjectStorage {
  readonly endpoint: string;
  /** Files in which the server keeps parts of unfinished uploads. */
  unfinishedParts(): readonly string[];
  /** The AWS environment that reaches it, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The storage denies writing into this bucket. */
export const lockedBucket = 'locked';

const program = join(import.meta.dirname, 'object-storage-server.mjs');

export async function startObjectStorage(bucket: string): Promise<ObjectStorage> {
  const folder = mkdtempSync(join(tmpdir(), 'object-storage-'));
  // Its continuation tokens are made with DES.
  const legacy = '--openssl-legacy-provider';
  const child = spawn(process.execPath, [legacy, program, folder, bucket, lockedBucket], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    unfinishedParts: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /_S3rver_uploads\/[^/]+\//.test(name),
      ),
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
