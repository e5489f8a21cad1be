/**
 * One running node: makes the parts in order, starts them, owns the tick, and takes them down in reverse.
 *
 * Start: bind the ports (a second start of the same configuration ends here) → read the disk → join → answer.
 * Stop: refuse writes → hand offices over → leave → finish requests → sync and close the disk.
 */
import { Deadline } from './api/deadline.ts';
import type { HttpServer } from './api/server.ts';
import { warnOfConfig } from './config/warnings.ts';
import type { NodeConfig } from './config.ts';
import { StartError } from './errors.ts';
import type { Clock } from './io/clock.ts';
import type { Disk } from './io/disk.ts';
import type { Logger } from './io/logger.ts';
import type { Random } from './io/random.ts';
import { observeComparisons } from './metrics/consolidation.ts';
import { observeLag, sampleLag } from './metrics/observe.ts';
import { createMetrics } from './metrics/registry.ts';
import { catalogGroup } from './model/ids.ts';
import type { Member } from './model/member.ts';
import type { Release } from './model/release.ts';
import { fenceTransport } from './net/fenced-transport.ts';
import { createResolver } from './net/hosts.ts';
import { type Addresses, resolveAddresses } from './node/addresses.ts';
import { type Answering, answerBy, answerRequests, refuseRequests } from './node/answer.ts';
import { Chores } from './node/chores.ts';
import { watchCopies } from './node/cluster-view.ts';
import { type Composed, compose } from './node/compose.ts';
import { consolidationChores } from './node/consolidation.ts';
import { explainDiskFailure } from './node/disk-failure.ts';
import type { NodeEdges } from './node/edges.ts';
import { EpochFence } from './node/epoch-fence.ts';
import type { FaultEdges } from './node/fault-edges.ts';
import { openForcedMode } from './node/forced-mode.ts';
import { type IdentityKeeper, isDraining, openIdentity } from './node/identity.ts';
import { createMembership, type Membership, openSwimSocket } from './node/membership.ts';
import { endOverdue } from './node/overdue.ts';
import { leaveFolder, takeFolder } from './node/running.ts';
import { openSecurity } from './node/security.ts';
import { type SeedWatch, watchSeeds } from './node/seed-watch.ts';
import { openStorage, type Storage } from './node/storage.ts';
import { versionInLog } from './placement/settings.ts';

export type NodeDeps = {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly edges: NodeEdges;
  readonly logger: Logger;
  readonly random: Random;
  /** What this program is. */
  readonly release: Release;
  /** Somebody asked the node to stop, over HTTP. */
  readonly onStopRequested: () => void;
  /** The node cannot go on: the disk failed, or another node has its id. */
  readonly onFatal: (reason: string) => void;
  /** The edges of a test node; its disk and clock are the ones above. */
  readonly faults: FaultEdges | null;
};

export type RunningNode = {
  readonly addresses: Addresses;
  /** Leaves in good order; resolves when everything is closed. */
  stop(): Promise<void>;
};

/** How long requests in flight may take after the node began to stop, milliseconds. */
const stopGraceMs = 2_000;
/** How long the other copies get to take the offices over, milliseconds. */
const handOverMs = 1_000;
const maintenanceMs = 1_000;
/** How often a node that misses a seed, or everybody, asks where its seeds are, milliseconds. */
const seedsMs = 5_000;
/** The coordinator compares all copies this often, so that a divergence is seen without anybody asking, milliseconds. */
const comparisonMs = 10_000;

export async function startNode(config: NodeConfig, deps: NodeDeps): Promise<RunningNode> {
  const { clock, disk, edges, logger, onFatal } = deps;
  let answering = refuseRequests(config.nodeId);
  const security = await openSecurity(config, { clock, logger });
  const http = await edges.serve({
    ...config.http,
    tls: security.tls,
    ...answerBy(() => answering),
  });
  warnOfConfig(config, logger);
  const { signer } = security;
  const socket = await openSwimSocket(config, { edges, signer, wrong: deps.faults, logger });
  const resolve = createResolver({ hostsFile: config.hostsFile });
  const addresses = await resolveAddresses(config, http.port, { resolve, logger });
  await takeFolder(disk, config.dataRoot, process.pid);
  const identity = await claimData(disk, config);
  const onFailed = (cause: unknown): void => onFatal(explainDiskFailure(cause));
  const storage = await openStorage(config.dataRoot, {
    ...{ disk, logger, onFailed },
    wallMs: () => clock.wallMs(),
    segmentBytes: config.storage.segmentBytes,
  });

  let parts: Composed | null = null;
  const fence = new EpochFence({
    clock,
    logger: logger.child('epoch'),
    own: () => identity.current.clusterEpoch,
    holdsNothing: () => parts?.groups.hosts().length === 0,
    adopt: (clusterEpoch) => {
      identity.change({ clusterEpoch }).catch(onFailed);
      membership.forgetOthers();
    },
  });
  const onForeign = fence.meet.bind(fence);
  const membership = createMembership(
    socket === null ? null : fenceTransport(socket, { own: () => fence.own, onForeign }),
    {
      config,
      self: selfRecord(config, deps, addresses, isDraining(identity.current)),
      seeds: addresses.seeds,
      lastIncarnation: identity.current.incarnation,
    },
    {
      ...deps,
      onMemberChanged: (member) => parts !== null && noteMember(parts, member),
      onIncarnation: (incarnation) => noteIncarnation(identity, incarnation, logger),
      onIdentityRefused: (heldBy) => onFatal(`Another node has the id of this one: ${heldBy}.`),
    },
  );
  parts = compose({
    ...deps,
    config,
    release: deps.release,
    addresses,
    storage,
    security,
    forced: await openForcedMode(disk, deps.clock, config.dataRoot),
    members: () => membership.members(),
    identity,
    announceDraining: (draining) => membership.setDraining(draining),
    fence,
    clusterEpoch: () => identity.current.clusterEpoch.number,
    requestStop: deps.onStopRequested,
  });
  const seeds = watchSeeds({ config, addresses, resolve, logger, membership });
  const running = { parts, http, membership, storage, addresses, disk, onFatal, seeds };
  return await run(running, (ready) => {
    answering = ready;
  });
}

async function claimData(disk: Disk, config: NodeConfig): Promise<IdentityKeeper> {
  const identity = await openIdentity(disk, config.dataRoot, config.nodeId);
  // A node of a cluster writes it with its first incarnation; a node alone has none, and its data is its own all the same.
  if (!config.clustered) await identity.change({});
  return identity;
}

type Running = {
  readonly parts: Composed;
  readonly http: HttpServer;
  readonly membership: Membership;
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly disk: Disk;
  readonly onFatal: (reason: string) => void;
  readonly seeds: SeedWatch;
};

async function run(node: Running, setAnswering: (ready: Answering) => void): Promise<RunningNode> {
  const { parts, storage, membership, addresses } = node;
  const metrics = createMetrics();
  observeComparisons(metrics, parts);
  observeLag(metrics, parts);
  for (const member of membership.members()) noteMember(parts, member);
  parts.groups.start();
  const foreign = parts.upgrade.whyForeign(
    versionInLog(storage.recovered.get(catalogGroup)?.entries ?? []) ?? undefined,
  );
  if (foreign !== null) throw new StartError(foreign);
  membership.start();
  void parts.snapshotKeeper
    .start()
    .catch((cause: unknown) => parts.logger.warn('snapshots-not-read', { cause }));
  const { config, clock, groups } = parts;
  const chores = new Chores(clock, config.nodeId);
  chores.add(maintenanceMs, () => {
    const foreign = parts.upgrade.whyForeign();
    if (foreign !== null) node.onFatal(foreign);
    parts.maintenance.run();
    parts.rebalancer.run();
    parts.retirement.run();
    parts.stuck.observe(groups.catalog?.machine.rebalance() ?? null);
    parts.condition.partition();
    if (parts.condition.forcedSince() !== null) parts.groups.handOver();
    void endOverdue(parts);
    // Here and at no moment of its own: each further wake a second takes a sleeping node 0.06 % of a processor.
    parts.consolidation.fullSyncs.run();
    parts.repairs.run();
    parts.checkpointer.runIfDue();
    sampleLag(metrics, parts);
  });
  for (const { everyMs, run } of consolidationChores(parts.consolidation, config))
    chores.add(everyMs, run);
  chores.add(comparisonMs, () => {
    if (groups.catalog?.status().role === 'primary')
      void watchCopies(parts, new Deadline(comparisonMs, clock));
    else parts.lastComparison.divergent = 0;
  });
  chores.add(seedsMs, () => void node.seeds.look());
  const unwatch = parts.security.watch();
  setAnswering(answerRequests(parts, metrics, storage));
  if (!config.clustered) {
    await parts.initializer.initialize({ expectedNodes: 1 }, new Deadline(10_000, clock));
  }
  let stopped: Promise<void> | null = null;
  return {
    addresses,
    stop() {
      stopped ??= stop(node, () => {
        chores.stop();
        unwatch();
      });
      return stopped;
    },
  };
}

async function stop(node: Running, endChores: () => void): Promise<void> {
  const { parts, http, membership, storage, disk } = node;
  parts.condition.noteStopping();
  await handOffices(parts);
  membership.leave();
  await http.close(stopGraceMs);
  endChores();
  parts.mover.stop();
  parts.groups.stop();
  parts.bulk.stop();
  parts.client.close();
  await parts.snapshotKeeper.stop();
  await parts.checkpointer.stop();
  await storage.close();
  await membership.close();
  await leaveFolder(disk, parts.config.dataRoot);
}

/** Asks the other copies to take over, and gives them a moment; whoever does not, elects after the departure. */
async function handOffices({ groups, peers, changed, clock }: Composed): Promise<void> {
  if (peers.alive().length < 2) return;
  const holds = (): boolean => groups.hosts().some((host) => host.status().role === 'primary');
  groups.handOver();
  const deadline = new Deadline(handOverMs, clock);
  while (holds() && !deadline.isOver) await changed.wait(20);
}

function noteMember(
  { peers, groups, changed, condition, consolidation }: Composed,
  member: Member,
): void {
  peers.note(member);
  groups.setMembers(peers.view());
  consolidation.gossiper.noteMember(member);
  condition.partition();
  changed.notify();
}

function noteIncarnation(identity: IdentityKeeper, incarnation: number, logger: Logger): void {
  identity
    .change({ incarnation })
    .catch((cause: unknown) => logger.error('identity-not-written', { cause }));
}

function selfRecord(
  config: NodeConfig,
  { release, clock }: NodeDeps,
  addresses: Addresses,
  draining: boolean,
) {
  return {
    id: config.nodeId,
    swimAddress: addresses.swim,
    httpAddress: addresses.http,
    version: release.version,
    draining,
    startedAt: clock.wallMs(),
  };
}
