/** Makes the parts of a node that checkpoints and snapshots need. */
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import type { Release } from '../model/release.ts';
import { Checkpointer } from './checkpointer.ts';
import type { Groups } from './groups.ts';
import { SnapshotDesk, type SnapshotDeskDeps } from './snapshot-desk.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import type { Storage } from './storage.ts';

export type BackupNeeds = {
  readonly config: NodeConfig;
  readonly release: Release;
  readonly storage: Storage;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly clusterEpoch: () => number;
};

export function composeBackup(
  needs: BackupNeeds,
  parts: Pick<SnapshotDeskDeps, 'groups' | 'peers' | 'keeper' | 'changed' | 'requireWritable'>,
): {
  readonly checkpointer: Checkpointer;
  readonly snapshotKeeper: SnapshotKeeper;
  readonly snapshots: SnapshotDesk;
} {
  const { clock, logger, release, clusterEpoch } = needs;
  const { version } = release;
  const log = logger.child('backup');
  return {
    checkpointer: composeCheckpointer(needs, parts.groups),
    snapshotKeeper: parts.keeper,
    snapshots: new SnapshotDesk({ ...parts, clock, logger: log, version, clusterEpoch }),
  };
}

export function composeKeeper(needs: BackupNeeds, groups: () => Groups): SnapshotKeeper {
  const { config, disk, clock, logger } = needs;
  const directory = config.storage.snapshots;
  return new SnapshotKeeper({ groups, disk, clock, logger: logger.child('backup'), directory });
}

function composeCheckpointer(needs: BackupNeeds, groups: Groups): Checkpointer {
  const { config, storage, disk, clock, logger, random } = needs;
  const { checkpointBytes: bytesMin, archiveKeepMs } = config.storage;
  return new Checkpointer({
    storage,
    disk,
    clock,
    logger: logger.child('backup'),
    random,
    dataRoot: config.dataRoot,
    images: () => groups.images(),
    options: { bytesMin, archiveKeepMs },
  });
}
