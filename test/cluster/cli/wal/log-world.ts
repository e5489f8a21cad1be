// A node's data folder with a log that goes on, and the archive of it, on a real file system.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { decodeLogManifest, type LogManifest } from '../../../../cluster/backup/log-archive.ts';
import { findLogs, readArchived } from '../../../../cluster/cli/restore/read-logs.ts';
import { parseWalBackupArguments } from '../../../../cluster/cli/wal/arguments.ts';
import { runWalBackup } from '../../../../cluster/cli/wal/backup.ts';
import { openFolderPlace } from '../../../../cluster/io/folder-place.ts';
import { createSilentLogger } from '../../../../cluster/io/logger.ts';
import { createSystemDisk } from '../../../../cluster/io/system-disk.ts';
import { newIdentity, writeIdentity } from '../../../../cluster/node/identity.ts';
import { openWal } from '../../../../cluster/wal/wal.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const disk = createSystemDisk();

/** `writtenMs`: what the node's clock says until it is set. */
export async function makeWorld({ writtenMs = 5_000 } = {}) {
  let clock = writtenMs;
  const folder = await scratchFolder({});
  const data = join(folder, 'data');
  await mkdir(data);
  await writeIdentity(disk, data, { ...newIdentity('node-1'), logId: '0123456789ab' });
  const logger = createSilentLogger();
  const wal = await openWal(
    { directory: join(data, 'wal'), segmentBytes: 300 },
    { disk, logger, wallMs: () => clock },
  );
  onTestFinished(() => wal.close());
  const archive = join(folder, 'archive');
  const ownSnapshots = join(folder, 'own-snapshots');
  const config = join(folder, 'engram.toml');
  const toml = `[persistence]\ndata_root = "${data}"\n[backup]\ndir = "${ownSnapshots}"\n`;
  await writeFile(config, toml);
  let now = 10_000;
  const backup = async (...which: readonly string[]) => {
    const argv = ['--to', pathToFileURL(archive).href, '--json', ...which];
    const work = parseWalBackupArguments(argv, {});
    if (work.kind !== 'wal-backup') throw new Error(JSON.stringify(work));
    now += 1_000;
    const { ok, text } = await runWalBackup(work, { env: {}, wallMs: now });
    const said = JSON.parse(text) as {
      copied: number;
      pruned: number;
      last_record: number;
      gaps: unknown[];
    };
    return { ...said, ok };
  };
  return {
    data,
    archive: join(archive, 'node-1/0123456789ab'),
    async append(count: number) {
      for (let at = 0; at < count; at += 1) await wal.append(99, Buffer.alloc(40, at));
    },
    /** Where exports are. */
    snapshots: join(folder, 'snapshots'),
    /** The node's own folder of snapshots, where its configuration has it. */
    ownSnapshots,
    /** When the next command runs. */
    setNow(wallMs: number) {
      now = wallMs;
    },
    backup: (...more: readonly string[]) => backup('--config', config, ...more),
    backupFolder: () => backup('--data-dir', data),
    async manifest(): Promise<LogManifest> {
      const bytes = await readFile(join(archive, 'node-1/0123456789ab/wal.json'));
      const manifest = decodeLogManifest(bytes);
      if (manifest === null) throw new Error('no manifest');
      return manifest;
    },
    /** Numbers of all records that read back from the archive. */
    async records(): Promise<readonly number[]> {
      const place = openFolderPlace(archive);
      const numbers: number[] = [];
      for (const { folder: at, manifest } of await findLogs(place)) {
        for (const segment of manifest.segments) {
          for await (const { sequence } of readArchived(place, at, segment)) numbers.push(sequence);
        }
      }
      return numbers;
    },
    segments: async () => (await readdir(join(data, 'wal'))).sort(),
    setClock(wallMs: number) {
      clock = wallMs;
    },
    recordsFrom: (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
  };
}
