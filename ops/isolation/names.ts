// Name tables of a place: a hosts file for everything, and in loopback mode a curl configuration, because curl alone
// can be told where a name leads without touching the machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles, nodeFiles } from '../layout.ts';
import type { ClusterRecord } from '../state/record.ts';

/** Writes the name tables for the operator's place and for every node's host. */
export function writeNames(record: ClusterRecord, folder: string): void {
  const files = clusterFiles(folder);
  writeFileSync(files.hosts, hostsFile(record));
  if (record.isolation === 'namespace') return;
  writeCurl(files.curl, curlLines(record));
  for (const host of record.hosts) {
    const own = `connect-to = "localhost::${host.address}:"`;
    writeCurl(nodeFiles(folder, host.id).curl, [...curlLines(record), own]);
  }
}

function hostsFile(record: ClusterRecord): string {
  const lines = ['127.0.0.1 localhost', '::1 localhost ip6-localhost'];
  for (const host of record.hosts) lines.push(`${host.address} ${host.id}`);
  return `${lines.join('\n')}\n`;
}

function curlLines(record: ClusterRecord): readonly string[] {
  return record.hosts.map((host) => `connect-to = "${host.id}::${host.address}:"`);
}

function writeCurl(folder: string, lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.curlrc'), `${lines.join('\n')}\n`);
}
