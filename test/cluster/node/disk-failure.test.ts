import { expect, test } from 'vitest';
import { explainDiskFailure } from '../../../cluster/node/disk-failure.ts';
import { WalFailed } from '../../../cluster/wal/wal.ts';

const failing = (code: string, action: string) =>
  new WalFailed('Cannot write to `wal-1.log`.', {
    cause: Object.assign(new Error(`${code}: ${action} 'wal-1.log'`), { code }),
  });

test('a full disk asks for room', () => {
  expect(explainDiskFailure(failing('ENOSPC', 'write'))).toBe(
    "The disk is full; make room and start the node again. Cannot write to `wal-1.log`. (ENOSPC: write 'wal-1.log')",
  );
});

test('a failed sync names the error of the device', () => {
  expect(explainDiskFailure(failing('EIO', 'fdatasync'))).toBe(
    "The disk failed; see to it before the node is started again. Cannot write to `wal-1.log`. (EIO: fdatasync 'wal-1.log')",
  );
});
