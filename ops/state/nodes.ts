// Nodes by name.
import { Failure } from '../failure.ts';
import type { ClusterRecord, HostRecord } from './record.ts';

/** The node's host; a usage failure that lists the nodes there are otherwise. */
export function requireNode(record: ClusterRecord, id: string): HostRecord {
  const host = record.hosts.find((candidate) => candidate.id === id);
  if (host !== undefined) return host;
  const known = record.hosts.map((candidate) => `\`${candidate.id}\``).join(', ');
  throw new Failure('usage', `Unexpected node \`${id}\`, expected one of ${known}`);
}
