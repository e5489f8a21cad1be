// `spaces check-promotion`: whether a node can go, or has gone, without any space missing it.
import { report, verdictOf } from '../check-list.ts';
import { ask } from '../node-api.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

export type CheckPromotionOptions = OnClusterOptions & { readonly node: string };

/** Exit code 0 and a last line that says that all is well, or 1. */
export async function checkPromotion(options: CheckPromotionOptions): Promise<number> {
  return await onCluster(options, async (url) => {
    const { node } = options;
    const [{ spaces }, { members }, replication] = await Promise.all([
      ask(url, '/api/v1/cluster/spaces'),
      ask(url, '/api/v1/cluster/members'),
      ask(url, '/api/v1/cluster/replication/status'),
    ]);
    const alive = new Set(members.filter(({ state }) => state === 'alive').map(({ id }) => id));
    const fine = spaces.length === 1 ? '1 space' : `${spaces.length} spaces`;
    const checks = [
      verdictOf(
        `no space has its primary on ${node}`,
        spaces.filter((space) => space.primary_node === node).map(({ id }) => id),
        fine,
      ),
      verdictOf(
        `no space has a replica on ${node}`,
        spaces.filter(({ replicas }) => replicas.includes(node)).map(({ id }) => id),
        fine,
      ),
      verdictOf(
        'every primary is alive',
        spaces.flatMap(({ id, primary_node }) => {
          if (primary_node === null) return [`${id} has none`];
          return alive.has(primary_node) ? [] : [`${id}: ${primary_node} is not alive`];
        }),
        fine,
      ),
      verdictOf('every space has all its copies', replication.under_replicated, fine),
    ];
    return report(checks, options, 'All spaces have new primary');
  });
}
