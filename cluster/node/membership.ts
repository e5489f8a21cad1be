/** Who else is there: SWIM for a node of a cluster, nobody for a node alone. */
import type { NodeConfig } from '../config.ts';
import { StartError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { Random } from '../io/random.ts';
import type { Member, MemberRecord } from '../model/member.ts';
import { FaultyTransport } from '../net/faulty-transport.ts';
import { fenceBytesMax } from '../net/fenced-transport.ts';
import type { LinkFaults } from '../net/link-faults.ts';
import { sealTransport } from '../net/sealed-transport.ts';
import { datagramBytesMax, sealBytes, type Transport } from '../net/transport.ts';
import type { PeerSigner } from '../security/peer-signature.ts';
import { SwimAgent } from '../swim/agent.ts';
import type { NodeEdges } from './edges.ts';

export interface Membership {
  start(): void;
  members(): readonly Member[];
  /** Tells everybody whether this node is being drained. */
  setDraining(draining: boolean): void;
  /** Starts over with nobody but the seeds: the others are of another cluster epoch. */
  forgetOthers(): void;
  /** Greets these seeds from now on, `ip:port`. */
  setSeeds(seeds: readonly string[]): void;
  /** Tells the others that this node goes. */
  leave(): void;
  close(): Promise<void>;
}

export type MembershipDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly onMemberChanged: (member: Member) => void;
  readonly onIncarnation: (incarnation: number) => void;
  readonly onIdentityRefused: (heldBy: string) => void;
};

export type MembershipNeeds = {
  readonly config: NodeConfig;
  readonly self: MemberRecord;
  readonly seeds: readonly string[];
  readonly lastIncarnation: number;
};

export type SwimSocketDeps = {
  readonly edges: Pick<NodeEdges, 'openDatagrams'>;
  readonly logger: Logger;
  /** Null: nodes share no secret. */
  readonly signer: PeerSigner | null;
  /** What is wrong with the links of a test node; null on every other. */
  readonly wrong: { readonly links: LinkFaults; readonly clock: Clock } | null;
};

/** Binds the SWIM socket; null for a node alone. With a secret, only datagrams of those who know it are heard. */
export async function openSwimSocket(
  config: NodeConfig,
  { edges, signer, wrong, logger }: SwimSocketDeps,
): Promise<Transport | null> {
  if (!config.clustered) return null;
  const bytesMax = datagramBytesMax + fenceBytesMax + (signer === null ? 0 : sealBytes);
  const socket = await edges.openDatagrams(config.swimBind, bytesMax).catch((cause: unknown) => {
    throw new StartError(sentenceOf(cause), {
      cause,
      hint: 'check `cluster.network.swim_bind`, and that no other node has this address',
    });
  });
  const log = logger.child('swim');
  const onForged = (from: string): void => log.debug('datagram-not-sealed', { from });
  const sealed = signer === null ? socket : sealTransport(socket, signer, onForged);
  return wrong === null ? sealed : new FaultyTransport(sealed, wrong.links, wrong.clock);
}

export function createMembership(
  socket: Transport | null,
  { config, self, seeds, lastIncarnation }: MembershipNeeds,
  deps: MembershipDeps,
): Membership {
  if (socket === null) return createSolitude(self, deps.clock);
  const { timing } = config;
  const options = { self, seeds, lastIncarnation, timing, random: deps.random };
  const agent = new SwimAgent(options, {
    transport: socket,
    clock: deps.clock,
    logger: deps.logger.child('swim'),
    onMemberChanged: deps.onMemberChanged,
    onIncarnation: deps.onIncarnation,
    onIdentityRefused: deps.onIdentityRefused,
  });
  return {
    start: () => agent.start(),
    members: () => agent.members(),
    setDraining: (draining) => agent.updateRecord({ draining }),
    forgetOthers: () => agent.forgetOthers(),
    setSeeds: (addresses) => agent.setSeeds(addresses),
    leave: () => agent.stop({ leave: true }),
    close: async () => {
      agent.stop({ leave: false });
      await socket.close();
    },
  };
}

function createSolitude(record: MemberRecord, clock: Clock): Membership {
  let self = record;
  const changedAt = clock.monotonicMs();
  return {
    start: () => undefined,
    members: () => [
      {
        ...self,
        state: 'alive',
        incarnation: 0,
        changedAt,
        heardAt: clock.monotonicMs(),
        local: true,
      },
    ],
    setDraining: (draining) => {
      self = { ...self, draining };
    },
    forgetOthers: () => undefined,
    setSeeds: () => undefined,
    leave: () => undefined,
    close: async () => undefined,
  };
}
