// `cluster list`: the clusters of this user.
import { formatDuration } from '../duration.ts';
import { print, printJson, table } from '../output.ts';
import { allClusters } from '../state/select.ts';

export async function clusterList(options: { readonly json?: boolean }): Promise<void> {
  const records = allClusters().map(({ record }) => record);
  if (options.json) {
    printJson(
      records.map(({ name, phase, isolation, profile, hosts, createdAt, endsAt }) => ({
        cluster: name,
        phase,
        isolation,
        profile,
        nodes: hosts.length,
        created_at: new Date(createdAt).toISOString(),
        ends_at: new Date(endsAt).toISOString(),
      })),
    );
    return;
  }
  if (records.length === 0) return print('No cluster is running');
  const rows = records.map((record) => [
    record.name,
    record.phase,
    record.isolation,
    record.profile,
    record.hosts.length,
    formatDuration(Date.now() - record.createdAt),
    formatDuration(record.endsAt - Date.now()),
  ]);
  print(table(['CLUSTER', 'PHASE', 'ISOLATION', 'PROFILE', 'NODES', 'AGE', 'ENDS IN'], rows));
}
