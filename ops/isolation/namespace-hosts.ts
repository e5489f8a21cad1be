// Namespace mode: a network, pid, mount and UTS namespace per node, joined by a bridge whose own end is the operator's.
// Runs inside the cluster's namespaces; place.sh made them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../failure.ts';
import { nodeFiles, programs } from '../layout.ts';
import type { ClusterRecord, HostRecord } from '../state/record.ts';
import { NodeHost } from '../supervisor/node-host.ts';
import { writeEnterScript } from './enter-script.ts';
import { launcherEnvironment } from './place.ts';

const prefixBits = 24;
/** Milliseconds for a host to come up. */
const hostDeadline = 20_000;

/** Brings all hosts up and connects them. */
export async function createNamespaceHosts(
  record: ClusterRecord,
  folder: string,
  gateway: string,
): Promise<readonly NodeHost[]> {
  const created = record.hosts.map((host) => createHost(record, folder, host));
  const pids = await Promise.all(created.map((host) => host.pid));
  await connectHosts(gateway, pids);
  await Promise.all(
    created.map(async ({ host }, index) => {
      host.tell('attached');
      await host.listening(hostDeadline);
      writeEnterScript(record, folder, host.id, pids[index]);
    }),
  );
  return created.map(({ host }) => host);
}

function createHost(record: ClusterRecord, folder: string, { id, address }: HostRecord) {
  const files = nodeFiles(folder, id);
  const words = [
    '--net',
    '--uts',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    'sh',
    programs.host,
  ];
  const child = spawn('unshare', [...words, id, `${address}/${prefixBits}`, programs.launch], {
    env: launcherEnvironment(record, folder, id),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const host = new NodeHost(id, child, files.log);
  return { host, pid: hostPid(host) };
}

/** The host's first process, as it reports itself. */
function hostPid(host: NodeHost): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  host.onLine((line) => {
    const pid = /^@host (\d+)$/.exec(line)?.[1];
    if (pid !== undefined) resolve(Number(pid));
  });
  host.onChange(() => {
    if (host.gone === undefined) return;
    reject(
      new Failure('could-not', `The host of \`${host.id}\` did not come up: ${host.gone}`, {
        hint: 'try `--isolation loopback`',
      }),
    );
  });
  return promise;
}

async function connectHosts(gateway: string, pids: readonly number[]): Promise<void> {
  const lines = [
    'link add br0 type bridge',
    `address add ${gateway}/${prefixBits} dev br0`,
    'link set br0 up',
    ...pids.flatMap((pid, index) => [
      `link add veth${index + 1} type veth peer name eth0 netns ${pid}`,
      `link set veth${index + 1} master br0 up`,
    ]),
  ];
  const ip = spawn('ip', ['-batch', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  ip.stderr.on('data', (part) => (complaint += part));
  ip.stdin.end(`${lines.join('\n')}\n`);
  const [code] = (await once(ip, 'close')) as [number | null];
  if (code === 0) return;
  throw new Failure('could-not', `Could not connect the hosts: ${complaint.trim()}`, {
    hint: 'try `--isolation loopback`',
  });
}
