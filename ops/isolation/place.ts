// Command prefixes that enter a place: the operator's, or one node's host.

import { dirname, join } from 'node:path';
import { clusterFiles, nodeFiles, programs } from '../layout.ts';
import { namespaceOf } from '../state/process.ts';
import type { ClusterRecord, Isolation } from '../state/record.ts';

/** True if this process already is where the cluster's addresses are valid. */
export function isInside(record: ClusterRecord): boolean {
  return record.place.network === undefined || record.place.network === namespaceOf('net');
}

/** True while any process of the place lives: its first process ends last. */
export function placeExists({ place: { pid, network } }: ClusterRecord): boolean {
  return pid !== undefined && namespaceOf('net', pid) === network;
}

/**
 * The words that enter the operator's place. The directory is named because entering a mount namespace loses it.
 * `folder` is the cluster's state folder.
 */
export function placePrefix(
  record: ClusterRecord,
  folder: string,
  directory: string,
): readonly string[] {
  const variables = Object.entries(placeEnvironment(record, folder)).map(
    ([key, value]) => `${key}=${value}`,
  );
  if (record.place.pid === undefined) return ['env', ...variables];
  const target = [
    'nsenter',
    '--target',
    String(record.place.pid),
    '--user',
    '--preserve-credentials',
  ];
  return [
    ...target,
    '--net',
    '--mount',
    '--pid',
    '--',
    'env',
    `--chdir=${directory}`,
    ...variables,
  ];
}

/** The words that run a command on a node's host; valid inside the operator's place only. */
export function hostPrefix(folder: string, id: string): readonly string[] {
  return [nodeFiles(folder, id).enter];
}

/** What the environment of the operator's place has more than the caller's. */
export function placeEnvironment(
  record: ClusterRecord,
  folder: string,
): Readonly<Record<string, string>> {
  return {
    ENGRAM_CLUSTER: record.name,
    ENGRAM_OPS_HOME: dirname(folder),
    ...(record.isolation === 'namespace'
      ? {}
      : { ENGRAM_HOSTS: clusterFiles(folder).hosts, CURL_HOME: clusterFiles(folder).curl }),
    PATH: placePath(record.isolation, process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'),
  };
}

/** The stand-ins and the two programs come first, once. */
function placePath(isolation: Isolation, path: string): string {
  const { standIns, loopbackStandIns, bin } = programs;
  const others = path
    .split(':')
    .filter((entry) => ![standIns, loopbackStandIns, bin].includes(entry));
  return [...(isolation === 'loopback' ? [loopbackStandIns] : []), standIns, bin, ...others].join(
    ':',
  );
}

/** The folder on a node's host that `engram` is found in. */
export function hostPrograms(folder: string, id: string): string {
  return join(nodeFiles(folder, id).home, 'current');
}

/** What the environment on a node's host has more than the operator's. */
export function hostEnvironment(
  record: ClusterRecord,
  folder: string,
  id: string,
): Readonly<Record<string, string>> {
  const files = nodeFiles(folder, id);
  const host = record.hosts.find((candidate) => candidate.id === id);
  const place = placeEnvironment(record, folder);
  const common = {
    ...place,
    // `engram` on a host is the release that is current there.
    PATH: `${hostPrograms(folder, id)}:${place['PATH']}`,
    ENGRAM_HOME: files.home,
    ENGRAM_NODE: id,
    ENGRAM_CONFIG: files.config,
    ENGRAM_DATA_DIR: files.data,
  };
  if (record.isolation === 'namespace' || host === undefined) return common;
  return {
    ...common,
    CURL_HOME: files.curl,
    ENGRAM_HTTP_BIND: host.address,
    ENGRAM_SWIM_BIND: `${host.address}:7946`,
    ENGRAM_CLUSTER_ADVERTISE_ADDR: `${host.address}:7946`,
  };
}

/** The whole environment of a node's launcher: what the node inherits, and what the launcher needs to start it. */
export function launcherEnvironment(
  record: ClusterRecord,
  folder: string,
  id: string,
): NodeJS.ProcessEnv {
  const { ENGRAM_OPS_SUPERVISOR: _mark, ENGRAM_PLACE_PID: _pid, ...inherited } = process.env;
  return {
    ...inherited,
    ...hostEnvironment(record, folder, id),
    ENGRAM_BIN: process.env['ENGRAM_BIN'] ?? nodeFiles(folder, id).engram,
    ENGRAM_LOG: nodeFiles(folder, id).log,
  };
}
