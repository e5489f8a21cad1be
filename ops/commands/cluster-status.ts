// `cluster status`: every node's process, address, and whom it sees.
import { askStatus } from '../control.ts';
import { formatDuration } from '../duration.ts';
import { dim, print, printJson, table } from '../output.ts';
import { chooseCluster } from '../state/select.ts';
import type { ClusterStatus, NodeStatus } from '../supervisor/control-contract.ts';
import { outsidePid } from '../visible-pid.ts';

export type StatusOptions = { readonly cluster?: string; readonly json?: boolean };

export async function clusterStatus(options: StatusOptions): Promise<void> {
  const status = await askStatus(chooseCluster(options.cluster), true);
  if (options.json) printJson(asJson(status));
  else print(asText(status));
}

function asJson({ record, nodes }: ClusterStatus) {
  return {
    cluster: record.name,
    isolation: record.isolation,
    profile: record.profile,
    ends_at: new Date(record.endsAt).toISOString(),
    nodes: nodes.map((node) => {
      const pid = outsidePid(record, node.pid);
      return {
        id: node.id,
        state: node.state,
        url: node.url,
        ...(pid === undefined ? {} : { pid }),
        ...(node.exitCode === undefined ? {} : { exit_code: node.exitCode }),
        ...(node.members === undefined
          ? {}
          : { members: node.members.map(({ id, state }) => ({ id, state })) }),
      };
    }),
  };
}

function asText({ record, nodes }: ClusterStatus): string {
  const rows = nodes.map((node) => [
    node.id,
    describeState(node),
    node.url,
    outsidePid(record, node.pid),
    sees(node),
  ]);
  const facts = `${record.isolation} · ${record.profile} profile · ends in ${formatDuration(record.endsAt - Date.now())}`;
  return [
    `Cluster ${record.name}  ${dim(facts)}`,
    table(['NODE', 'STATE', 'URL', 'PID', 'SEES'], rows),
  ].join('\n');
}

function describeState(node: NodeStatus): string {
  return node.exitCode === undefined ? node.state : `${node.state} (exit ${node.exitCode})`;
}

/** `3 alive`, `2 alive, 1 dead`. */
function sees(node: NodeStatus): string | undefined {
  if (node.members === undefined) return undefined;
  if (node.members.length === 0) return 'no answer';
  const counts = new Map<string, number>();
  for (const { state } of node.members) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
