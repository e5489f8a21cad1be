// The hosts of a cluster, whichever way they are kept apart.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { writeFaultsFile } from '../faults/faults-file.ts';
import { createLoopbackHosts, takeClusterNumber } from '../isolation/loopback-hosts.ts';
import { writeNames } from '../isolation/names.ts';
import { createNamespaceHosts } from '../isolation/namespace-hosts.ts';
import { nodeFiles, ports } from '../layout.ts';
import { installReleases } from '../releases.ts';
import { identifyProcess, namespaceOf } from '../state/process.ts';
import { type ClusterRecord, type HostRecord, writeRecord } from '../state/record.ts';
import type { NodeHost } from './node-host.ts';

export type Cluster = {
  readonly record: ClusterRecord;
  readonly folder: string;
  readonly hosts: readonly NodeHost[];
  /** Holds the cluster's number in loopback mode. */
  readonly mark: Server | undefined;
};

/** The documented network: nodes from .10 on, the operator at .1. */
const documentedNetwork = '10.0.1';
const firstHost = 10;
/** Milliseconds for the hosts to go; their namespaces die with us in any case. */
const removeDeadline = 5_000;

/** Creates the hosts and everything that must lie on them before a node starts; `version` is the current release. */
export async function createCluster(
  order: ClusterRecord,
  folder: string,
  version: string,
): Promise<Cluster> {
  const namespaces = order.isolation === 'namespace';
  const taken = namespaces ? undefined : await takeClusterNumber();
  const record: ClusterRecord = {
    ...order,
    place: namespaces
      ? { pid: Number(process.env['ENGRAM_PLACE_PID']), network: namespaceOf('net') }
      : {},
    hosts: order.hosts.map((host, index) =>
      place(
        host.id,
        taken === undefined
          ? `${documentedNetwork}.${firstHost + index}`
          : `127.0.${taken.number}.${index + 1}`,
      ),
    ),
  };
  for (const host of record.hosts) {
    const files = nodeFiles(folder, host.id);
    mkdirSync(files.root, { recursive: true });
    writeFileSync(files.log, '');
    installReleases(files.home, version);
    writeFaultsFile(folder, host.id);
  }
  writeNames(record, folder);
  writeRecord(folder, record);
  const hosts = namespaces
    ? await createNamespaceHosts(record, folder, `${documentedNetwork}.1`)
    : await createLoopbackHosts(record, folder);
  if (!namespaces) for (const host of hosts) rememberProcess(host, folder);
  return { record, folder, hosts, mark: taken?.mark };
}

/** Ends every host and waits until it is gone. */
export async function removeCluster(cluster: Cluster | undefined): Promise<void> {
  if (cluster === undefined) return;
  for (const host of cluster.hosts) host.remove();
  await Promise.all(cluster.hosts.map((host) => host.removed(removeDeadline)));
  cluster.mark?.close();
}

function place(id: string, address: string): HostRecord {
  return { id, address, url: `http://${address}:${ports.http}` };
}

/** Without namespaces the next command must be able to end a node that outlived us. */
function rememberProcess(host: NodeHost, folder: string): void {
  let last: number | undefined;
  host.onChange(() => {
    const pid = host.state.pid;
    if (pid === last) return;
    last = pid;
    const identity = pid === undefined ? undefined : identifyProcess(pid);
    writeFileSync(nodeFiles(folder, host.id).process, JSON.stringify(identity ?? {}));
  });
}
