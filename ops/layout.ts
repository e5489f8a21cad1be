// Where things are: the programs of this checkout and the files of a cluster's state folder.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The bundled program that runs; put in when it is bundled. */
declare const BUNDLED_AS: string | undefined;

const ops = dirname(fileURLToPath(import.meta.url));

export const programs = {
  /** Of this very process. */
  main: typeof BUNDLED_AS === 'undefined' ? join(ops, 'main.ts') : BUNDLED_AS,
  bin: join(ops, 'bin'),
  standIns: join(ops, 'stand-ins'),
  loopbackStandIns: join(ops, 'stand-ins', 'loopback'),
  releases: join(ops, 'releases'),
  place: join(ops, 'isolation', 'place.sh'),
  host: join(ops, 'isolation', 'host.sh'),
  launch: join(ops, 'isolation', 'launch.sh'),
  relay: join(ops, 'faults', 'relay', 'main.ts'),
} as const;

/** The documented ports of every node. */
export const ports = { http: 7432, swim: 7946 } as const;

/** Files that belong to the whole cluster. */
export function clusterFiles(folder: string) {
  return {
    control: join(folder, 'control.sock'),
    supervisorLog: join(folder, 'supervisor.log'),
    hosts: join(folder, 'hosts'),
    curl: join(folder, 'curl'),
  } as const;
}

/** Files that belong to one node. */
export function nodeFiles(folder: string, id: string) {
  const root = join(folder, id);
  return {
    root,
    config: join(root, 'engram.toml'),
    data: join(root, 'data'),
    log: join(root, 'log.jsonl'),
    /** Stands for /opt/engram: the releases that are unpacked, and the current one. */
    home: join(root, 'opt'),
    engram: join(root, 'opt', 'current', 'engram'),
    process: join(root, 'process.json'),
    /** A generated script that enters the node's host and runs its arguments there. */
    enter: join(root, 'enter'),
    /** The faults that the node breaks itself with, read when it starts. */
    faults: join(root, 'faults.json'),
    curl: join(root, 'curl'),
  } as const;
}
