// Asks a node everything that the health check needs.
import { describeReason } from '../failure.ts';
import { ask } from '../node-api.ts';
import type { NodeReport } from './checks.ts';

/** A node's answers; where there is none, the reason. */
export async function askReport(node: string, url: string): Promise<NodeReport> {
  const [health, members, partition, spaces, replication, convergence] = await Promise.all([
    ask(url, '/health').catch(describeReason),
    ask(url, '/api/v1/cluster/members').catch(describeReason),
    ask(url, '/api/v1/cluster/partition/status').catch(describeReason),
    ask(url, '/api/v1/cluster/spaces').catch(describeReason),
    ask(url, '/api/v1/cluster/replication/status').catch(describeReason),
    ask(url, '/api/v1/cluster/convergence').catch(describeReason),
  ]);
  return { node, health, members, partition, spaces, replication, convergence };
}
