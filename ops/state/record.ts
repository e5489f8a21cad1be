// What is written down about a cluster: one `cluster.json` in its state folder, read by every command.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from './process.ts';

export type Isolation = 'namespace' | 'loopback';
export type Profile = 'default' | 'fast';

/** One node's host: where it is and what it is called. */
export type HostRecord = {
  readonly id: string;
  /** IP address of the host, valid inside the cluster's place only. */
  readonly address: string;
  /** The node's HTTP address, on the documented port. */
  readonly url: string;
};

/** How to get into the operator's place from outside. */
export type PlaceRecord = {
  /** A process whose namespaces are the place, as `pidView` sees it; absent in loopback mode. */
  readonly pid?: number;
  /** The network namespace of the place: whoever is in it is inside. Absent in loopback mode. */
  readonly network?: string;
};

export type ClusterRecord = {
  readonly name: string;
  readonly phase: 'starting' | 'running';
  /** While it lives, the cluster lives: first the command that starts it, then the supervisor. */
  readonly keeper: ProcessIdentity;
  /** Who can judge by pid whether the keeper lives. */
  readonly pidView: string;
  readonly isolation: Isolation;
  readonly profile: Profile;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Unix milliseconds at which the supervisor ends the cluster by itself. */
  readonly endsAt: number;
  readonly place: PlaceRecord;
  readonly hosts: readonly HostRecord[];
};

/** The record in a state folder, or undefined if the folder has none that can be read. */
export function readRecord(folder: string): ClusterRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')) as ClusterRecord;
  } catch {
    return undefined;
  }
}

/** Replaces the record in one step, so that a reader sees the old one or the new one. */
export function writeRecord(folder: string, record: ClusterRecord): void {
  const draft = join(folder, `cluster.json.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(draft, join(folder, 'cluster.json'));
}
