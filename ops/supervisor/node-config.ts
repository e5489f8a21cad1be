// The engram.toml that `cluster up` puts on every host: what an operator would write for the documented addresses.
import { ports } from '../layout.ts';
import type { HostRecord, Profile } from '../state/record.ts';

/** The configuration of one of the `members`. In loopback mode the environment overrides the addresses. */
export function nodeConfig(
  profile: Profile,
  members: readonly HostRecord[],
  host: HostRecord,
  files: { readonly data: string; readonly faults?: string },
): string {
  const seeds = members.map(({ id }) => JSON.stringify(`${id}:${ports.swim}`)).join(', ');
  return `profile = "${profile}"

[cluster]
enabled = true
node_id = ${JSON.stringify(host.id)}

[cluster.discovery]
type = "static"
seed_nodes = [${seeds}]

[cluster.network]
swim_bind = "0.0.0.0:${ports.swim}"
advertise_addr = "${host.address}:${ports.swim}"

[server]
http_bind = "0.0.0.0"

[persistence]
data_root = ${JSON.stringify(files.data)}
${files.faults === undefined ? '' : testTable(files.faults)}`;
}

/** What lets `engram-ops fault` break the node. */
function testTable(faults: string): string {
  return `
[test]
faults = true
faults_file = ${JSON.stringify(faults)}
`;
}
