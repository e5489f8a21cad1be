/** Brings the gauges up to date when somebody scrapes, and counts what the API does. */
import type { Endpoint } from '../api/contract/endpoint.ts';
import { endpoints } from '../api/contract.ts';
import type { Finished } from '../api/dispatch.ts';
import type { OperationCount } from '../api/routes/operations.ts';
import type { ApiError } from '../errors.ts';
import { catalogGroup } from '../model/ids.ts';
import type { MemberState } from '../model/member.ts';
import { membersOfCluster } from '../node/node-view.ts';
import type { PartitionCounters } from '../node/partition.ts';
import type { NodeParts } from '../node/parts.ts';
import { loadOf, nodeLoads, spacesWithoutQuorum } from '../node/placement-view.ts';
import { imbalanceOf } from '../placement/imbalance.ts';
import { isUnderReplicated } from '../replication/missing-copies.ts';
import type { PeerStatus } from '../replication/status.ts';
import type { Operation, OperationError } from './catalog.ts';
import { updateConsolidation } from './consolidation.ts';
import type { Metrics } from './registry.ts';
import { setCounter } from './set-counter.ts';

export type GaugeSources = NodeParts & {
  readonly walLastSequence: () => number;
  readonly partitionCounters: () => PartitionCounters;
};

/** The operations that objectives are about. */
const operationOf = new Map<Endpoint, Operation>([
  [endpoints.remember, 'store'],
  [endpoints.rememberEpisode, 'store'],
  [endpoints.getMemory, 'recall'],
  [endpoints.recall, 'recall'],
  [endpoints.recallWithBody, 'recall'],
  [endpoints.deleteMemory, 'delete'],
  [endpoints.listMemories, 'query'],
  [endpoints.query, 'query'],
]);

/** True for an operation on memories, as opposed to one on the cluster. */
export function isOperation(endpoint: Endpoint): boolean {
  return operationOf.has(endpoint) || endpoint === endpoints.operate;
}

export function countFinished(metrics: Metrics, { endpoint, durationMs, error }: Finished): void {
  const operation = operationOf.get(endpoint);
  if (operation === undefined) return;
  metrics.operations.inc({ operation });
  metrics.operationDuration.observe({ operation }, durationMs / 1_000);
  const errorType = error === null ? null : errorTypeOf(error);
  if (errorType !== null) metrics.operationErrors.inc({ operation, error_type: errorType });
}

const operationOfKind = { store: 'store', get: 'recall', delete: 'delete' } as const;

/** A batch counts each of its operations; its duration is observed once for each kind of operation in it. */
export function countOperations(metrics: Metrics, done: OperationCount): void {
  const operation = operationOfKind[done.operation];
  metrics.operations.inc({ operation }, done.count);
  metrics.operationDuration.observe({ operation }, done.durationMs / 1_000);
  for (const error of done.errors) {
    const errorType = errorTypeOf(error);
    if (errorType !== null) metrics.operationErrors.inc({ operation, error_type: errorType });
  }
}

/** What is the client's mistake is no error of the service. */
function errorTypeOf(error: ApiError): OperationError | null {
  if (error.code === 'QUERY_TIMEOUT') return 'timeout';
  if (error.status === 503) return 'unavailable';
  return error.status >= 500 ? 'internal' : null;
}

/** From now on the lag of each acknowledgement of a replica counts. */
export function observeLag(metrics: Metrics, { groups }: Pick<NodeParts, 'groups'>): void {
  groups.onCopyAcknowledged = (space, { by: replica, lagMs }) => {
    if (space === catalogGroup) return;
    metrics.replicationLag.observe({ space, replica }, lagMs / 1_000);
  };
}

/** One sample of each replica's lag, which also tells of one that acknowledges nothing; to be called every second. */
export function sampleLag(metrics: Metrics, { groups }: Pick<NodeParts, 'groups'>): void {
  for (const host of groups.spaces.values()) {
    for (const peer of host.status().peers) {
      metrics.replicationLag.observe({ space: host.id, replica: peer.node }, peer.lagSeconds);
    }
  }
}

export function updateGauges(metrics: Metrics, sources: GaugeSources): void {
  const { condition, release } = sources;
  metrics.up.set(1);
  metrics.buildInfo.set({ version: release.version }, 1);
  metrics.nodeDraining.set(condition.isDraining() ? 1 : 0);
  metrics.inFlightOperations.set(sources.inFlight.count);
  metrics.walLastSequence.set(sources.walLastSequence());
  metrics.snapshotLastSuccess.set(sources.snapshotKeeper.lastSuccess ?? 0);
  metrics.divergence.set(sources.lastComparison.divergent);
  updateConsolidation(metrics, sources);
  updateMembers(metrics, sources);
  updatePartition(metrics, sources);
  updateReplication(metrics, sources);
  updateRouting(metrics, sources);
  updatePlacement(metrics, sources);
}

function updateMembers(metrics: Metrics, { peers, condition }: GaugeSources): void {
  const members = membersOfCluster(peers.members(), condition.voters());
  const inState = (wanted: MemberState): number =>
    members.filter(({ state }) => state === wanted).length;
  metrics.membersAlive.set(inState('alive'));
  metrics.membersSuspect.set(inState('suspect'));
  metrics.membersDead.set(inState('dead'));
  metrics.membersLeft.set(inState('left'));
  metrics.membersTotal.set(members.length);
}

const stateNumbers = { connected: 0, partitioned: 1, healing: 2 } as const;

function updatePartition(metrics: Metrics, { condition, partitionCounters }: GaugeSources): void {
  const reach = condition.partition();
  metrics.partitioned.set(reach.isPartitioned ? 1 : 0);
  metrics.partitionState.set(stateNumbers[reach.state]);
  metrics.partitionReachable.set(reach.reachable);
  metrics.partitionTotal.set(reach.total);
  metrics.partitionRatio.set(reach.total === 0 ? 0 : reach.reachable / reach.total);
  const { detected, healed } = partitionCounters();
  setCounter(metrics.partitionsDetected, {}, detected);
  setCounter(metrics.partitionsHealed, {}, healed);
}

function updateReplication(metrics: Metrics, { groups, peers, config }: GaugeSources): void {
  const members = peers.view();
  const wanted = config.replicationFactor + 1;
  const led = [...groups.spaces.values()].flatMap((host) => {
    const status = host.status();
    return status.role === 'primary' ? [{ space: host.id, status }] : [];
  });
  const lacking = led.filter(({ status }) => isUnderReplicated({ ...status, members, wanted }));
  metrics.underReplicatedSpaces.set(lacking.length);
  metrics.replicationLagSequences.reset();
  for (const { space, status } of led) setLag(metrics, space, status.peers);
}

function updateRouting(
  metrics: Metrics,
  { routing, offices, outbox }: Pick<GaugeSources, 'routing' | 'offices' | 'outbox'>,
): void {
  for (const { operation, strategy, count } of routing.requests) {
    setCounter(metrics.routerRequests, { operation, strategy }, count);
  }
  for (const [operation, count] of routing.retries) {
    setCounter(metrics.routerRetries, { operation }, count);
  }
  setCounter(metrics.routerFallbacks, {}, routing.fallbacks);
  metrics.routerOpenBreakers.set(offices.troubled.length);
  for (const { space, replica, bytes } of outbox.sentBytes.all) {
    setCounter(metrics.replicationBytes, { direction: 'sent', replica, space }, bytes);
  }
}

function updatePlacement(metrics: Metrics, { groups, peers, rebalancer }: GaugeSources): void {
  setCounter(metrics.rebalancePlans, {}, rebalancer.plans);
  metrics.spacesPerNode.reset();
  if (groups.catalog === null) return;
  const loads = nodeLoads(groups.catalog.machine, peers.members());
  const silenced = spacesWithoutQuorum(groups.catalog.machine, peers.members());
  metrics.spacesWithoutQuorum.set(silenced.length);
  metrics.imbalance.set(imbalanceOf(loads));
  const versions = groups.catalog.machine.spaces().map(({ version }) => version);
  metrics.assignments.reset();
  metrics.assignments.inc(versions.reduce((sum, version) => sum + version, 0));
  for (const node of groups.catalog.machine.nodes()) {
    metrics.spacesPerNode.set({ node }, loadOf(groups.catalog.machine, node).copies);
  }
}

function setLag(metrics: Metrics, space: string, peers: readonly PeerStatus[]): void {
  for (const { node, lagSequences } of peers) {
    metrics.replicationLagSequences.set({ space, replica: node }, lagSequences);
  }
}
