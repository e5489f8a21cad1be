/**
 * The door of the cluster: every operation of the HTTP API with its method, path, request, response and error codes.
 * Nothing else under `cluster/` is imported from outside.
 *
 * Requests are strict: an unknown field is refused. Responses may gain fields; clients ignore those they do not know.
 */
import type * as z from 'zod';
import { createSnapshot, getSnapshotStatus, listSnapshots } from './contract/backup.ts';
import {
  getClusterHealthUpstream,
  getClusterNodesUpstream,
  getMetricsUpstream,
  getSystemHealth,
} from './contract/compatibility.ts';
import {
  getRebalanceUpstream,
  migrateUpstream,
  rebalanceUpstream,
} from './contract/compatibility-rebalance.ts';
import { getConfig, setReplicationConfig } from './contract/configuration.ts';
import { getConsolidation, getConsolidations } from './contract/consolidation.ts';
import type { Endpoint } from './contract/endpoint.ts';
import { rememberEpisode } from './contract/episode.ts';
import {
  getConflicts,
  getDivergence,
  getFullSync,
  getGossipHealth,
  resolveConflicts,
  startFullSync,
} from './contract/gossip.ts';
import {
  getMembers,
  getNode,
  getNodes,
  initialize,
  shutdown,
  shutdownUpstream,
} from './contract/membership.ts';
import { deleteMemory, getMemory, listMemories, remember } from './contract/memory.ts';
import {
  cancelDecommission,
  decommissionNode,
  drainNode,
  forgetNode,
  getDecommission,
  getDrainStatus,
  shutdownNode,
  undrainNode,
} from './contract/node-life.ts';
import { operate } from './contract/operations.ts';
import {
  createSpace,
  getBalance,
  getConvergence,
  getRepair,
  getReplicationLag,
  getReplicationStatus,
  getSpaces,
  repairReplication,
} from './contract/placement.ts';
import {
  getPartitions,
  getRebalanceStatus,
  promoteReplica,
  rebalance,
  retryRebalance,
} from './contract/rebalance.ts';
import { query, recall, recallWithBody } from './contract/recall.ts';
import {
  clearMinorityMode,
  forceMinorityMode,
  getAlive,
  getHealth,
  getMetrics,
  getPartitionStatus,
} from './contract/status.ts';
import { finalizeUpgrade, getUpgradeStatus } from './contract/upgrade.ts';

export { configFile } from '../config/schema.ts';
export { type ErrorCode, errorStatus, type WriteOutcome } from '../errors.ts';
export { catalog as metricCatalog, type MetricSpec } from '../metrics/catalog.ts';
export { findRelease, newestRelease, releases, whyIncompatible } from '../model/release.ts';
export { accessOf, commonErrors, type Endpoint } from './contract/endpoint.ts';
export { type ErrorEnvelope, errorEnvelope } from './contract/error.ts';
export type { NodeFaultsInput } from './contract/faults.ts';
export { readyLine } from './contract/membership.ts';
export { contentBytesMax, defaultSpace, spaceHeaders } from './contract/memory.ts';
export { operationsMax } from './contract/operations.ts';

/** Every public operation by its name. */
export const endpoints = {
  createSnapshot,
  getSnapshotStatus,
  listSnapshots,
  getMembers,
  initialize,
  getNodes,
  getNode,
  cancelDecommission,
  decommissionNode,
  drainNode,
  forgetNode,
  getDecommission,
  getDrainStatus,
  shutdownNode,
  undrainNode,
  getSpaces,
  createSpace,
  getBalance,
  getPartitions,
  getRebalanceStatus,
  promoteReplica,
  rebalance,
  retryRebalance,
  getReplicationStatus,
  repairReplication,
  getRepair,
  getConvergence,
  getReplicationLag,
  getConfig,
  setReplicationConfig,
  getPartitionStatus,
  forceMinorityMode,
  clearMinorityMode,
  getHealth,
  getAlive,
  getSystemHealth,
  getMetrics,
  getMetricsUpstream,
  getClusterNodesUpstream,
  getClusterHealthUpstream,
  getRebalanceUpstream,
  rebalanceUpstream,
  migrateUpstream,
  remember,
  getMemory,
  listMemories,
  deleteMemory,
  operate,
  rememberEpisode,
  recall,
  recallWithBody,
  query,
  getConsolidations,
  getConsolidation,
  getDivergence,
  getConflicts,
  resolveConflicts,
  startFullSync,
  getFullSync,
  getGossipHealth,
  shutdown,
  shutdownUpstream,
  getUpgradeStatus,
  finalizeUpgrade,
} as const satisfies Record<string, Endpoint>;

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;

type InferOr<Schema, Otherwise> = Schema extends z.ZodType ? z.infer<Schema> : Otherwise;

/** Body of a success, `ResponseOf<'getMembers'>`; a string for text answers. */
export type ResponseOf<Name extends EndpointName> = InferOr<Endpoints[Name]['response'], string>;
/** Body as the node reads it, defaults filled in. */
export type RequestOf<Name extends EndpointName> = InferOr<
  Endpoints[Name]['request'],
  Record<string, never>
>;
/** Body as a client writes it. */
export type RequestInputOf<Name extends EndpointName> = Endpoints[Name]['request'] extends z.ZodType
  ? z.input<Endpoints[Name]['request']>
  : Record<string, never>;

/** Documented ports. */
export const defaultPorts = { http: 7432, swim: 7946 } as const;
