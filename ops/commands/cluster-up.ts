// `cluster up`: claims a name, starts the supervisor on a leash, and shows what came of it.
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { interruptible } from '../interruption.ts';
import { placePrefix } from '../isolation/place.ts';
import { whyNoNamespaces } from '../isolation/probe.ts';
import { dim, print, printJson, table } from '../output.ts';
import { readRelease } from '../releases.ts';
import { claimCluster } from '../state/claim.ts';
import { createHome } from '../state/home.ts';
import { identifyProcess, pidView } from '../state/process.ts';
import type { ClusterRecord, Isolation, Profile } from '../state/record.ts';
import { sweep } from '../state/sweep.ts';
import type { NodeStatus } from '../supervisor/control-contract.ts';
import { launchSupervisor } from '../supervisor/launch.ts';
import { outsidePid } from '../visible-pid.ts';
import { quoteWord } from '../words.ts';

export type UpOptions = {
  readonly nodes: string;
  readonly version?: string;
  readonly name?: string;
  readonly profile: Profile;
  readonly isolation: Isolation | 'auto';
  readonly start: boolean;
  readonly spare: string;
  readonly spaces: string;
  readonly ttl: string;
  readonly json?: boolean;
};

const mostNodes = 100;
const mostSpaces = 1_000;
/** Milliseconds; timers cannot wait much longer. */
const longestTtl = 168 * 3_600_000;

export async function clusterUp(options: UpOptions): Promise<void> {
  const began = performance.now();
  const nodes = readCount(options.nodes, '--nodes', 1, mostNodes);
  const spaces = readCount(options.spaces, '--spaces', 0, mostSpaces);
  const spare = readCount(options.spare, '--spare', 0, mostNodes - nodes);
  const version = readRelease(options.version);
  const ttl = parseDuration(options.ttl, '--ttl');
  if (ttl > longestTtl)
    throw new Failure('usage', `Unexpected --ttl \`${options.ttl}\`, expected at most 168h`);
  if (spaces > 0 && !options.start) {
    throw new Failure('usage', 'Unexpected --spaces with --no-start: spaces need running nodes', {
      hint: 'leave one of them out',
    });
  }
  const isolation = await decideIsolation(options.isolation);
  const { folder, ready } = await interruptible(async (interrupted) => {
    const home = createHome();
    sweep(home);
    const claimed = claimCluster(home, options.name, (name) =>
      draftRecord({ name, isolation, profile: options.profile, nodes: nodes + spare, ttl }),
    );
    const order = { record: claimed.record, nodes, version, start: options.start, spaces };
    return {
      folder: claimed.folder,
      ready: await launchSupervisor(claimed.folder, order, interrupted),
    };
  });
  const started = Math.round(performance.now() - began);
  const shell = placePrefix(ready.record, folder, process.cwd()).map(quoteWord).join(' ');
  if (options.json) printJson(asJson(ready.record, ready.nodes, shell, started));
  else print(asText(ready.record, ready.nodes, started));
}

async function decideIsolation(wish: Isolation | 'auto'): Promise<Isolation> {
  if (wish === 'loopback') return 'loopback';
  const reason = await whyNoNamespaces();
  if (reason === undefined) return 'namespace';
  if (wish === 'auto') {
    process.stderr.write(
      `engram-ops: no namespaces here (${reason}), so nodes are kept apart by loopback addresses\n`,
    );
    return 'loopback';
  }
  throw new Failure('could-not', `This machine does not let us make namespaces: ${reason}`, {
    hint: 'use `--isolation loopback`, or allow unprivileged user namespaces',
  });
}

function draftRecord(given: {
  readonly name: string;
  readonly isolation: Isolation;
  readonly profile: Profile;
  readonly nodes: number;
  readonly ttl: number;
}): ClusterRecord {
  const keeper = identifyProcess(process.pid);
  if (keeper === undefined) throw new Error('this process cannot see itself');
  const { name, isolation, profile } = given;
  const createdAt = Date.now();
  const ids = Array.from({ length: given.nodes }, (_, index) => `node-${index + 1}`);
  return {
    name,
    phase: 'starting',
    keeper,
    pidView: pidView(),
    isolation,
    profile,
    createdAt,
    endsAt: createdAt + given.ttl,
    place: {},
    hosts: ids.map((id) => ({ id, address: '', url: '' })),
  };
}

function asJson(
  record: ClusterRecord,
  nodes: readonly NodeStatus[],
  shell: string,
  started: number,
) {
  return {
    cluster: record.name,
    isolation: record.isolation,
    profile: record.profile,
    shell,
    nodes: record.hosts.map(({ id, url }) => {
      const pid = outsidePid(record, nodes.find((node) => node.id === id)?.pid);
      return { id, url, ...(pid === undefined ? {} : { pid }) };
    }),
    started_ms: started,
  };
}

function asText(record: ClusterRecord, nodes: readonly NodeStatus[], started: number): string {
  const rows = record.hosts.map(({ id, url }) => {
    const node = nodes.find((candidate) => candidate.id === id);
    return [id, node?.state, url, outsidePid(record, node?.pid)];
  });
  return [
    `Cluster ${record.name} is up after ${started} ms  ${dim(`${record.isolation} · ${record.profile} profile`)}`,
    table(['NODE', 'STATE', 'URL', 'PID'], rows),
    dim(`Work in it: engram-ops cluster exec --cluster ${record.name} -- bash`),
    dim(`End it:     engram-ops cluster down --cluster ${record.name}`),
  ].join('\n');
}

function readCount(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Failure(
    'usage',
    `Unexpected ${option} \`${text}\`, expected a number from ${least} to ${most}`,
  );
}
