/** Makes the replicated logs of a node, and the ways of their messages to other nodes. */
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import { catalogGroup } from '../model/ids.ts';
import { findRelease, type Release } from '../model/release.ts';
import { BulkLane } from './bulk-lane.ts';
import type { ForcedMode } from './forced-mode.ts';
import { Groups } from './groups.ts';
import { Outbox, type OutboxDeps } from './outbox.ts';
import type { Peers } from './peers.ts';
import type { Signal } from './signal.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import type { Storage } from './storage.ts';

export type ReplicationNeeds = {
  readonly config: NodeConfig;
  readonly release: Release;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly forced: Pick<ForcedMode, 'since'>;
};

export type OutboxNeeds = Pick<OutboxDeps, 'client' | 'hearReply'> & { readonly peers: Peers };

export function composeOutbox(
  { config, release, clock }: Pick<ReplicationNeeds, 'config' | 'release' | 'clock'>,
  { client, peers, hearReply }: OutboxNeeds,
): Outbox {
  return new Outbox({
    clock,
    client,
    hearReply,
    addressOf: (node) => peers.addressOf(node),
    wireOf: (node) => wireBetween(release, peers.versionOf(node)),
    patienceMs: config.replication.answerTimeoutMs,
    lateMs: config.replication.primarySilenceMs,
  });
}

/** New copies are filled at the rate that moves may have. */
export function composeBulk(
  { config, clock }: Pick<ReplicationNeeds, 'config' | 'clock'>,
  outbox: Outbox,
): BulkLane {
  return new BulkLane({
    clock,
    bytesPerSecond: config.rebalance.bytesPerSecond,
    waitMsMax: config.replication.answerTimeoutMs / 2,
    send: (to, message) => outbox.send(to, message, true),
  });
}

export type GroupsNeeds = {
  readonly outbox: Outbox;
  readonly changed: Signal;
  readonly bulk: BulkLane;
  readonly keeper: SnapshotKeeper;
  readonly onCatalogApplied: () => void;
};

export function composeGroups(
  { config, storage, clock, logger, random, forced }: ReplicationNeeds,
  { outbox, changed, bulk, keeper, onCatalogApplied }: GroupsNeeds,
): Groups {
  const log = logger.child('replication');
  return new Groups({
    self: config.nodeId,
    timing: config.replication,
    limits: config.limits,
    clock,
    random,
    logger: log,
    recovered: storage.recovered,
    persist: (group, effect) => storage.persist(group, effect),
    // A new node is nothing without the catalog: that is small, and never slowed down.
    send: (to, message, isBulk) =>
      isBulk && message.group !== catalogGroup ? bulk.send(to, message) : outbox.send(to, message),
    onCatalogApplied,
    isReadOnly: () => forced.since !== null,
    onCut: (group, marker, machine) => keeper.cut(group, marker, machine),
    onRoleChanged: (group, { role, epoch, primary }) => {
      log.info('role-changed', { memory_space: group, role, epoch, primary });
      changed.notify();
    },
  });
}

/** A node that is not known yet is spoken to in the oldest form. */
function wireBetween(own: Release, version: string | null): Release['wire'] {
  const theirs = version === null ? null : findRelease(version);
  return theirs?.wire === 2 ? own.wire : 1;
}
