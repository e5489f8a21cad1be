/** Simulated nodes on a simulated network. One seed makes one world: the same seed, the same story. */
import { createSeededRandom, type Random } from '../../../../cluster/io/random.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import type { GroupMessage } from '../../../../cluster/replication/message.ts';
import type { GroupStatus } from '../../../../cluster/replication/status.ts';
import type { ReplicationTiming } from '../../../../cluster/replication/timing.ts';
import { Agenda } from './agenda.ts';
import { Checker } from './checker.ts';
import type { Mutant } from './mutant.ts';
import { SimulatedNetwork } from './network.ts';
import { SimulatedNode } from './node.ts';

export const timing: ReplicationTiming = {
  tickMs: 20,
  keepAliveMs: 100,
  commitNoticeMs: 20,
  primarySilenceMs: 500,
  leaseMs: 160,
  answerTimeoutMs: 200,
  canvassRetryMs: 60,
  staggerMs: 40,
};

export type WorldOptions = {
  readonly seed: number;
  /** Nodes in the world, `node-1` and so on. */
  readonly nodes: number;
  /** How many of them found the group. */
  readonly copies: number;
  readonly mutant?: Mutant | null;
};

export class World {
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly checker: Checker;
  readonly nodes: readonly SimulatedNode[];
  readonly copies: number;
  syncMsMax = 5;
  /** How often the rare paths were taken: a schedule that never takes them proves nothing about them. */
  readonly rare = { installs: 0, copyChanges: 0, handOvers: 0, reads: 0 };
  readonly #mutant: Mutant | null;
  readonly #heard = new Map<string, number>();

  constructor({ seed, nodes, copies, mutant = null }: WorldOptions) {
    this.random = createSeededRandom(seed);
    this.copies = copies;
    this.#mutant = mutant;
    this.checker = new Checker({
      durableEpoch: (node, sequence) => this.node(node).durableEpochs.get(sequence) ?? null,
      heardSince: (to, from) => this.#heard.get(`${to} ${from}`) ?? Number.NEGATIVE_INFINITY,
    });
    this.network = new SimulatedNetwork(this.agenda, this.random, (to, message, sentAt) =>
      this.#deliver(to, message, sentAt),
    );
    const ids = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
    const founders = { voters: ids.slice(0, copies), learners: [] };
    this.nodes = ids.map((id) => {
      const send = (to: NodeId, message: GroupMessage): void => {
        if (message.kind === 'hand-over') this.rare.handOvers += 1;
        this.network.send(to, message);
      };
      const { agenda, random, checker } = this;
      const syncMsMax = (): number => this.syncMsMax;
      const { rare } = this;
      const deps = { agenda, random, checker, timing, send, mutant, syncMsMax, rare };
      return new SimulatedNode(id, founders, deps);
    });
    for (const node of this.nodes) node.start();
  }

  node(id: NodeId): SimulatedNode {
    const found = this.nodes.find((node) => node.id === id);
    if (found === undefined) throw new Error(`Unexpected node \`${id}\`.`);
    return found;
  }

  status(node: SimulatedNode): GroupStatus | null {
    const now = { monotonicMs: this.agenda.now, wallMs: 0 };
    return node.group?.status(now) ?? null;
  }

  /** Nodes that believe to be primary; more than one only while an old one has not noticed. */
  primaries(): readonly SimulatedNode[] {
    return this.nodes.filter((node) => this.status(node)?.role === 'primary');
  }

  run(durationMs: number): void {
    const limit = this.agenda.now + durationMs;
    while (this.agenda.step(limit));
  }

  /** Runs until `isDone`, at most for a time; false if that was not enough. */
  runUntil(isDone: () => boolean, durationMs: number): boolean {
    const limit = this.agenda.now + durationMs;
    while (!isDone()) {
      if (!this.agenda.step(limit)) return isDone();
    }
    return true;
  }

  /** Tells a node who is alive: what is true now, but for those whom it wrongly believes dead. */
  tellMembers(node: SimulatedNode, wronglyDead: readonly NodeId[] = []): void {
    const rows = this.nodes.map((other) => {
      const { id } = other;
      const reachable = other.isUp && !this.network.isCut(id, node.id);
      const dead = id !== node.id && (!reachable || wronglyDead.includes(id));
      return [id, { state: dead ? 'dead' : 'alive', draining: false }] as const;
    });
    node.view = new Map(rows);
    node.give({ kind: 'members', members: node.view });
  }

  tellEverybody(): void {
    for (const node of this.nodes) this.tellMembers(node);
  }

  #deliver(to: NodeId, message: GroupMessage, sentAt: number): void {
    const node = this.node(to);
    if (!node.isUp) return;
    const link = `${to} ${message.from}`;
    this.#heard.set(link, Math.max(this.#heard.get(link) ?? 0, sentAt));
    const asks = message.kind === 'vote-request' || message.kind === 'canvass';
    const flattered = this.#mutant === 'votes-for-anybody' && asks;
    const position = { epoch: message.epoch, sequence: Number.MAX_SAFE_INTEGER };
    const given = flattered ? { ...message, position } : message;
    node.give({ kind: 'message', message: given });
  }
}
