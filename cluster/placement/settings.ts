/** What the whole cluster has agreed on, as rows of the catalog. Each has one name and one shape. */
import type { Catalog } from './catalog.ts';

/** Names of the rows. */
export const settingNames = {
  /** Version that the cluster is finalized at, `major.minor.patch`. */
  clusterVersion: 'cluster_version',
} as const;

/** Null until the founders have agreed on one, moments after the initialization. */
export function clusterVersion(catalog: Pick<Catalog, 'setting'>): string | null {
  const value = catalog.setting(settingNames.clusterVersion);
  return typeof value === 'string' ? value : null;
}
