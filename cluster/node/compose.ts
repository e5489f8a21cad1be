/** Makes the parts of a node and connects them; nothing runs yet. */
import type { PeerCalls } from '../api/client.ts';
import type { Deadline } from '../api/deadline.ts';
import { epochOfRequest } from '../api/peer-head.ts';
import { type ReplySeal, readReply } from '../api/replication-reply.ts';
import type { NodeConfig } from '../config.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import type { NodeId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import type { Release } from '../model/release.ts';
import type { Addresses } from './addresses.ts';
import type { BulkLane } from './bulk-lane.ts';
import { CatalogDesk } from './catalog-desk.ts';

import type { Checkpointer } from './checkpointer.ts';
import { compareCopies, viewCluster } from './cluster-view.ts';
import { composeBackup, composeKeeper } from './compose-backup.ts';

import { composePlacement, type PlacementParts } from './compose-placement.ts';
import { composeBulk, composeGroups, composeOutbox } from './compose-replication.ts';
import { NodeCondition } from './condition.ts';
import { composeConsolidation } from './consolidation.ts';
import type { NodeEdges } from './edges.ts';
import type { EpochFence } from './epoch-fence.ts';
import type { FaultEdges } from './fault-edges.ts';
import type { ForcedMode } from './forced-mode.ts';
import type { Groups } from './groups.ts';
import type { IdentityKeeper } from './identity.ts';
import { Inbox } from './inbox.ts';
import { Initializer } from './initialize.ts';
import { Memories } from './memories.ts';
import { Operations } from './operations.ts';
import type { NodeParts } from './parts.ts';
import { Peers } from './peers.ts';
import { Recaller } from './recaller.ts';
import { Reports } from './report.ts';
import { Routing } from './routing.ts';
import type { Security } from './security.ts';
import { Signal } from './signal.ts';
import { SpaceOffices } from './space-offices.ts';
import type { SpaceView } from './space-view.ts';
import { Spaces } from './spaces.ts';
import type { Storage } from './storage.ts';
import { Upgrade } from './upgrade.ts';

export type ComposeNeeds = {
  readonly config: NodeConfig;
  readonly release: Release;
  readonly addresses: Addresses;
  readonly storage: Storage;
  readonly disk: Disk;
  readonly edges: NodeEdges;
  readonly security: Security;
  readonly forced: ForcedMode;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly members: () => readonly Member[];
  readonly identity: IdentityKeeper;
  /** Tells the other members whether this node is being drained. */
  readonly announceDraining: (draining: boolean) => void;
  readonly fence: EpochFence;
  readonly clusterEpoch: () => number;
  readonly requestStop: () => void;
  readonly faults: FaultEdges | null;
};

export type Composed = NodeParts &
  Pick<PlacementParts, 'mover' | 'retirement'> & {
    readonly client: PeerCalls;
    readonly condition: NodeCondition;
    readonly checkpointer: Checkpointer;
    readonly bulk: BulkLane;
    readonly security: Security;
  };

export function compose(needs: ComposeNeeds): Composed {
  const { config, clock, logger, addresses } = needs;
  const { nodeId: self } = config;
  const copies = config.replicationFactor + 1;
  const changed = new Signal(clock);
  const client = composeClient(needs);
  const peers = new Peers({ self, client, members: needs.members, startedAt: clock.monotonicMs() });
  const replySeal = composeReplySeal(needs);
  const hearReply = (from: NodeId, reply: unknown): void => {
    const messages = readReply(replySeal, from, reply);
    if (messages === null) logger.warn('malformed-reply', { member: from });
    else inbox.takeAnswers(from, messages);
  };
  const outbox = composeOutbox(needs, { client, peers, hearReply });
  const bulk = composeBulk(needs, outbox);
  const keeper = composeKeeper(needs, () => groups);
  const groups: Groups = composeGroups(needs, {
    ...{ outbox, changed, bulk, keeper },
    onCatalogApplied: () => placement.mover.wake(),
  });
  const inbox = new Inbox({ ...needs, groups });
  const condition = composeCondition(needs, groups, peers);
  const spaces = new Spaces({ groups, peers, changed, clock, copies });
  const desk = new CatalogDesk({ groups, peers, changed, clock, logger });
  const upgrade = new Upgrade({ release: needs.release, groups, peers, desk, condition });
  const routing = new Routing();
  const offices = new SpaceOffices({ groups, peers, spaces, routing });
  const requireWritable = (): void => condition.requireWritable();
  const seedCount = addresses.otherSeeds + 1;
  const agreeOnVersion = (deadline: Deadline): Promise<void> => upgrade.found(deadline);
  const connected = { groups, peers, spaces, changed, condition, routing };
  const { viewSpaces, ...reading } = composeReading(needs, connected);
  const parts = { groups, peers, desk, changed, condition, upgrade, bulk, viewSpaces };
  const placement: PlacementParts = composePlacement({ ...needs, ...parts });
  return {
    ...handedOn(needs),
    ...placement,
    ...composeBackup(needs, { groups, peers, keeper, changed, requireWritable }),
    ...reading,
    bulk,
    offices,
    routing,
    inbox,
    outbox,
    replySeal,
    changed,
    client,
    peers,
    groups,
    spaces,
    desk,
    memories: new Memories({ groups, peers, spaces, offices, routing, changed, requireWritable }),
    operations: new Operations({ groups, spaces, offices, changed, requireWritable }),
    initializer: new Initializer({ groups, peers, changed, clock, seedCount, agreeOnVersion }),
    upgrade,
    condition,
  };
}

function handedOn(needs: ComposeNeeds) {
  const { config, release, clock, logger, security, forced, fence, requestStop, faults } = needs;
  return { config, release, clock, logger, security, forced, fence, requestStop, faults };
}

function composeReplySeal({ security, fence }: ComposeNeeds): ReplySeal {
  return { signer: security.signer, clusterEpoch: () => epochOfRequest(fence.own) };
}

function composeClient(needs: ComposeNeeds): PeerCalls {
  const { config, addresses, security, fence, faults, edges } = needs;
  return edges.callPeers({
    nodeId: config.nodeId,
    clusterEpoch: () => epochOfRequest(fence.own),
    localAddress: addresses.source,
    signer: security.signer,
    ca: security.tls?.ca ?? null,
    wrong: faults,
  });
}

function composeCondition(
  { config: { healMs }, clock, forced }: ComposeNeeds,
  groups: Groups,
  peers: Peers,
): NodeCondition {
  return new NodeCondition({ groups, peers, clock, healMs, forced });
}

type Connected = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly spaces: Spaces;
  readonly changed: Signal;
  readonly condition: NodeCondition;
  readonly routing: Routing;
};

type Reading = Pick<NodeParts, 'reports' | 'lastComparison' | 'recaller' | 'consolidation'> & {
  readonly viewSpaces: () => Promise<readonly SpaceView[]>;
};

/** What is known about memories apart from the primary's word: reports, recall, consolidation. */
function composeReading(needs: ComposeNeeds, connected: Connected): Reading {
  const { config, clock, storage, edges } = needs;
  const { groups, peers, spaces, changed, condition, routing } = connected;
  const isPartitioned = (): boolean => condition.partition().isPartitioned;
  const reports = new Reports({
    groups,
    peers,
    clock,
    load: edges.sampleLoad(config.dataRoot),
    patternRoot: (group) => consolidation.patterns.root(group),
    walBytes: () => storage.wal.bytes(),
  });
  const lastComparison: NodeParts['lastComparison'] = { convergedAt: null, divergent: 0 };
  const viewed = { groups, peers, reports, config, changed, clock, lastComparison };
  const consolidation = composeConsolidation({
    ...needs,
    groups,
    peers,
    spaces,
    isPartitioned,
    compare: (deadline) => compareCopies(viewed, deadline),
  });
  const recaller = new Recaller({ groups, peers, spaces, clock, routing, isPartitioned });
  const viewSpaces = async () => (await viewCluster(viewed)).spaces;
  return { reports, lastComparison, recaller, consolidation, viewSpaces };
}
