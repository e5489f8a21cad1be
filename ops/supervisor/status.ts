// The state of every node as the supervisor knows it.
import { ask } from '../node-api.ts';
import { visiblePid } from '../visible-pid.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterStatus, Member, NodeStatus } from './control-contract.ts';
import type { NodeHost } from './node-host.ts';

/** All nodes; with `members` each serving node is asked whom it sees. */
export async function describeCluster(cluster: Cluster, members: boolean): Promise<ClusterStatus> {
  const nodes = await Promise.all(
    cluster.hosts.map((host) => describeNode(cluster, host, members)),
  );
  return { record: cluster.record, nodes };
}

async function describeNode(
  cluster: Cluster,
  host: NodeHost,
  members: boolean,
): Promise<NodeStatus> {
  const { pid: inner, ...state } = host.state;
  const url = cluster.record.hosts.find(({ id }) => id === host.id)?.url ?? '';
  const pid = inner === undefined ? undefined : operatorPid(cluster, host, inner);
  return {
    ...state,
    url,
    ...(pid === undefined ? {} : { pid }),
    ...(members && state.state === 'serving' ? { members: await membersOf(url) } : {}),
  };
}

/** A pid of the node's host as the operator's place sees it. */
function operatorPid(cluster: Cluster, host: NodeHost, inner: number): number | undefined {
  if (cluster.record.isolation === 'loopback') return inner;
  return host.launcherPid === undefined ? undefined : visiblePid(host.launcherPid, inner, 'own');
}

async function membersOf(url: string): Promise<readonly Member[]> {
  return ask(url, '/api/v1/cluster/members').then(
    ({ members }) => members,
    () => [],
  );
}
