/** What the whole cluster has agreed on, as rows of the catalog. Each has one name and one shape. */
import { type AckMode, ackModes } from '../model/ack-mode.ts';
import { type Entry, entryTypes } from '../model/entry.ts';
import type { Catalog, CatalogCommand } from './catalog.ts';

/** Names of the rows. */
export const settingNames = {
  /** Version that the cluster is finalized at, `major.minor.patch`. */
  clusterVersion: 'cluster_version',
  /** Entries in one append, 1 to 10,000. */
  replicationBatchSize: 'replication_batch_size',
  /** `quorum` or `async`. */
  replicationAckMode: 'replication_ack_mode',
} as const;

/** Null until the founders have agreed on one, moments after the initialization. */
export function clusterVersion(catalog: Pick<Catalog, 'setting'>): string | null {
  const value = catalog.setting(settingNames.clusterVersion);
  return typeof value === 'string' ? value : null;
}

/**
 * The newest version that entries of the catalog's log ask for, committed or not; null if none does. After a crash a
 * node does not know yet that its last entries are committed, and an older program must not find out too late.
 */
export function versionInLog(entries: readonly Entry[]): string | null {
  const asked = entries.findLast(({ type, payload }) => {
    if (type !== entryTypes.catalogCommand) return false;
    // Straight from the disk: nobody has checked it.
    const command = payload as CatalogCommand | null;
    return command?.kind === 'set-setting' && command.name === settingNames.clusterVersion;
  });
  const value = (asked?.payload as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : null;
}

/** Null until somebody has chosen one. */
export function replicationBatchSize(catalog: Pick<Catalog, 'setting'>): number | null {
  const value = catalog.setting(settingNames.replicationBatchSize);
  return typeof value === 'number' ? value : null;
}

/** Null until somebody has chosen one. */
export function replicationAckMode(catalog: Pick<Catalog, 'setting'>): AckMode | null {
  const value = catalog.setting(settingNames.replicationAckMode);
  return ackModes.find((mode) => mode === value) ?? null;
}
