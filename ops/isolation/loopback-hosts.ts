// Loopback mode, for systems without namespaces: 127.0.CLUSTER.NODE addresses on the machine's own loopback.

import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { Failure } from '../failure.ts';
import { nodeFiles, ports, programs } from '../layout.ts';
import type { ClusterRecord } from '../state/record.ts';
import { NodeHost } from '../supervisor/node-host.ts';
import { writeEnterScript } from './enter-script.ts';
import { launcherEnvironment } from './place.ts';

/** Milliseconds for a launcher to listen. */
const hostDeadline = 20_000;
const mostClusters = 254;
/** Host number of the socket that marks a cluster number as taken. */
const markHost = 254;

/**
 * Takes a cluster number that nobody else on this machine has, whoever they are: a bound socket is the lock, so it is
 * free of races and goes with its owner, however that ends. Keep the server open.
 */
export async function takeClusterNumber(): Promise<{
  readonly number: number;
  readonly mark: Server;
}> {
  for (let number = 1; number <= mostClusters; number += 1) {
    const mark = await bindMark(`127.0.${number}.${markHost}`);
    if (mark !== undefined) return { number, mark };
  }
  throw new Failure(
    'could-not',
    `Every address 127.0.1-${mostClusters}.${markHost}:${ports.http} is taken`,
    {
      hint: `end clusters that you do not need, or the program that listens on 0.0.0.0:${ports.http}`,
    },
  );
}

/** Starts a launcher for every node; there is no host to bring up. */
export async function createLoopbackHosts(
  record: ClusterRecord,
  folder: string,
): Promise<readonly NodeHost[]> {
  const hosts = record.hosts.map(({ id }) => {
    const files = nodeFiles(folder, id);
    const child = spawn('sh', [programs.launch], {
      env: launcherEnvironment(record, folder, id),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    writeEnterScript(record, folder, id, undefined);
    return new NodeHost(id, child, files.log);
  });
  await Promise.all(hosts.map((host) => host.listening(hostDeadline)));
  return hosts;
}

async function bindMark(address: string): Promise<Server | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Server | undefined>();
  const server = createServer((socket) => socket.destroy());
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') resolve(undefined);
    else reject(notLocal(address, error));
  });
  server.listen({ host: address, port: ports.http, exclusive: true }, () => resolve(server));
  return promise;
}

function notLocal(address: string, error: NodeJS.ErrnoException): Failure {
  return new Failure(
    'could-not',
    `Could not listen on ${address}: ${error.code ?? error.message}`,
    {
      hint: `give this machine the address, on macOS with \`sudo ifconfig lo0 alias ${address}\``,
    },
  );
}
