// From empty hosts to a cluster that an operator can work with: start, wait for membership, initialize, create spaces.
import { writeFileSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { nodeFiles } from '../layout.ts';
import { ask, command } from '../node-api.ts';
import type { HostRecord } from '../state/record.ts';
import { waitUntil } from '../wait.ts';
import type { Cluster } from './cluster.ts';
import type { NodeStatus } from './control-contract.ts';
import { nodeConfig } from './node-config.ts';
import type { NodeHost } from './node-host.ts';
import { readLogSince } from './node-log.ts';
import type { Order } from './order.ts';
import { describeCluster } from './status.ts';

/** Milliseconds for every node to see every member alive after all serve. */
const convergenceDeadline = 30_000;
const pollEvery = 10;
/** Refusals of the founding that end by themselves. */
const notYet: readonly string[] = ['STATE_CONFLICT', 'QUERY_TIMEOUT'];

/** Does what the order says and returns the state of every node. */
export async function bringUp(cluster: Cluster, order: Order): Promise<readonly NodeStatus[]> {
  if (order.start) {
    const members = cluster.record.hosts.slice(0, order.nodes);
    const nodes = cluster.hosts.filter(({ id }) => members.some((member) => member.id === id));
    for (const host of members) {
      const files = nodeFiles(cluster.folder, host.id);
      writeFileSync(files.config, nodeConfig(cluster.record.profile, members, host, files));
    }
    const starts = await Promise.allSettled(nodes.map((host) => host.start()));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await converge(members, nodes, cluster.folder);
    const first = members[0];
    if (first !== undefined) await initialize(first.url, members.length, order.spaces);
  }
  return (await describeCluster(cluster, false)).nodes;
}

async function converge(
  hosts: readonly HostRecord[],
  nodes: readonly NodeHost[],
  folder: string,
): Promise<void> {
  const seen = new Map<string, string>();
  const all = await waitUntil(
    async () => {
      const ended = nodes.find((node) => node.state.state === 'stopped');
      if (ended !== undefined) throw notTogether('One ended at once', [ended.id], folder);
      const views = await Promise.all(hosts.map((host) => viewOf(host, hosts.length)));
      for (const [index, host] of hosts.entries()) {
        const view = views[index];
        if (view === undefined) seen.delete(host.id);
        else seen.set(host.id, view);
      }
      return seen.size === 0;
    },
    { deadline: convergenceDeadline, every: pollEvery },
  );
  if (all) return;
  const views = [...seen].map(([id, view]) => `${id} sees ${view}`).join('; ');
  throw notTogether(`After ${convergenceDeadline / 1_000} s ${views}`, [...seen.keys()], folder);
}

function notTogether(what: string, ids: readonly string[], folder: string): Failure {
  return new Failure('could-not', `The nodes did not find each other. ${what}`, {
    details: ids.flatMap((id) =>
      readLogSince(nodeFiles(folder, id).log, 0).map((line) => `${id}: ${line}`),
    ),
    hint: 'mend what the logs say; with `--no-start` you can start the nodes one by one',
  });
}

/** Undefined if this node sees everybody alive, otherwise what it sees. */
async function viewOf(host: HostRecord, expected: number): Promise<string | undefined> {
  try {
    const { members } = await ask(host.url, '/api/v1/cluster/members');
    const alive = members.filter((member) => member.state === 'alive').length;
    if (alive === expected && members.length === expected) return undefined;
    return members.map((member) => `${member.id} ${member.state}`).join(', ');
  } catch (error) {
    return `nothing: ${(error as Error).message}`;
  }
}

/**
 * On a busy host a member may be suspect again for a moment, and is then no founder; or the founders take longer than one
 * request may. Founding twice changes nothing, so it is asked for until it is done.
 */
async function initialize(url: string, nodes: number, spaces: number): Promise<void> {
  let refusal: Failure | undefined;
  const isDone = await waitUntil(
    async () => {
      try {
        await command(url, '/api/v1/cluster/initialize', { expected_nodes: nodes });
        return true;
      } catch (error) {
        if (!(error instanceof Failure) || !notYet.includes(error.code ?? '')) throw error;
        refusal = error;
        return false;
      }
    },
    { deadline: convergenceDeadline, every: pollEvery },
  );
  if (!isDone && refusal !== undefined) throw refusal;
  for (let n = 0; n < spaces; n += 1) await command(url, '/api/v1/spaces', { id: `space-${n}` });
}
