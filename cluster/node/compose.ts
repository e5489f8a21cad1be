/** Makes the parts of a node and connects them; nothing runs yet. */
import { PeerClient } from '../api/client.ts';
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import type { Member } from '../model/member.ts';
import { findRelease, type Release } from '../model/release.ts';
import type { Addresses } from './addresses.ts';
import { CatalogDesk } from './catalog-desk.ts';
import { Checkpointer } from './checkpointer.ts';
import { NodeCondition } from './condition.ts';
import type { FaultEdges } from './fault-edges.ts';
import { Groups } from './groups.ts';
import { HostLoadSampler } from './host-load.ts';
import { Initializer } from './initialize.ts';
import { Maintenance } from './maintenance.ts';
import { Memories } from './memories.ts';
import { Operations } from './operations.ts';
import { Outbox } from './outbox.ts';
import type { NodeParts } from './parts.ts';
import { Peers } from './peers.ts';
import { Recaller } from './recaller.ts';
import { Reports } from './report.ts';
import type { Security } from './security.ts';
import { Signal } from './signal.ts';
import { SpaceOffices } from './space-offices.ts';
import { Spaces } from './spaces.ts';
import type { Storage } from './storage.ts';
import { Upgrade } from './upgrade.ts';

export type ComposeNeeds = {
  readonly config: NodeConfig;
  readonly release: Release;
  readonly addresses: Addresses;
  readonly storage: Storage;
  readonly disk: Disk;
  readonly security: Security;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly members: () => readonly Member[];
  readonly requestStop: () => void;
  readonly faults: FaultEdges | null;
};

export type Composed = NodeParts & {
  readonly client: PeerClient;
  readonly condition: NodeCondition;
  readonly checkpointer: Checkpointer;
  readonly security: Security;
};

export function compose(needs: ComposeNeeds): Composed {
  const { config, clock, logger, storage, addresses } = needs;
  const { nodeId: self } = config;
  const copies = config.replicationFactor + 1;
  const changed = new Signal(clock);
  const client = composeClient(needs);
  const peers = new Peers({ self, client, members: needs.members });
  const groups = composeGroups(needs, { client, peers, changed });
  const condition = new NodeCondition({ groups, peers, clock, healMs: config.healMs });
  const spaces = new Spaces({ groups, peers, changed, clock, copies });
  const desk = new CatalogDesk({ groups, peers, changed, logger });
  const upgrade = new Upgrade({ release: needs.release, groups, peers, desk, condition });
  const offices = new SpaceOffices({ groups, peers, spaces });
  const requireWritable = (): void => condition.requireWritable();
  const { repairAfterMs } = config;
  return {
    config,
    release: needs.release,
    clock,
    logger,
    changed,
    client,
    security: needs.security,
    peers,
    groups,
    spaces,
    desk,
    memories: new Memories({ groups, peers, spaces, offices, changed, requireWritable }),
    operations: new Operations({ groups, spaces, offices, changed, requireWritable }),
    recaller: new Recaller({
      groups,
      peers,
      spaces,
      clock,
      isPartitioned: () => condition.partition().isPartitioned,
    }),
    initializer: new Initializer({
      groups,
      peers,
      changed,
      clock,
      seedCount: addresses.otherSeeds + 1,
    }),
    maintenance: new Maintenance({
      groups,
      peers,
      desk,
      upgrade,
      clock,
      logger,
      copies,
      repairAfterMs,
    }),
    upgrade,
    reports: new Reports({
      groups,
      peers,
      load: new HostLoadSampler(config.dataRoot),
      walBytes: () => storage.bytes(),
    }),
    condition,
    lastComparison: { convergedAt: null, divergent: 0 },
    checkpointer: composeCheckpointer(needs, groups),
    requestStop: needs.requestStop,
    faults: needs.faults,
  };
}

function composeClient({ config, addresses, security, faults }: ComposeNeeds): PeerClient {
  return new PeerClient({
    nodeId: config.nodeId,
    localAddress: addresses.source,
    signer: security.signer,
    ca: security.tls?.ca ?? null,
    wrong: faults,
  });
}

function composeCheckpointer(needs: ComposeNeeds, groups: Groups): Checkpointer {
  const { config, storage, disk, clock, logger } = needs;
  const { checkpointBytes: bytesMin, archiveKeepMs } = config.storage;
  return new Checkpointer({
    storage,
    disk,
    clock,
    logger: logger.child('backup'),
    dataRoot: config.dataRoot,
    images: () => groups.images(),
    options: { bytesMin, archiveKeepMs },
  });
}

function composeGroups(
  { config, release, storage, clock, logger, random }: ComposeNeeds,
  { client, peers, changed }: { client: PeerClient; peers: Peers; changed: Signal },
): Groups {
  const outbox = new Outbox({
    client,
    addressOf: (node) => peers.addressOf(node),
    wireOf: (node) => wireBetween(release, peers.versionOf(node)),
    deadlineMs: config.replication.answerTimeoutMs,
  });
  const log = logger.child('replication');
  return new Groups({
    self: config.nodeId,
    timing: config.replication,
    clock,
    random,
    logger: log,
    recovered: storage.recovered,
    persist: (group, effect) => storage.persist(group, effect),
    send: (to, message) => outbox.send(to, message),
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
