/** Simulated nodes, the network between them, and the one seed that decides everything. */
import { createSeededRandom, type Random, randomInteger } from '../../../../cluster/io/random.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import type { ClientAnswer } from './ask.ts';
import type { Mutant } from './mutant.ts';
import { SimulatedNetwork } from './network.ts';
import { type NodeWorld, SimulatedNode } from './node.ts';
import { Reach } from './reach.ts';
import { SimulatedRequests } from './requests.ts';
import { Timeline } from './timeline.ts';

export type WorldOptions = {
  readonly seed: number;
  /** Nodes that found the cluster, `node-1` and so on. */
  readonly nodes: number;
  readonly mutant: Mutant | null;
  readonly keepsLines: boolean;
  readonly onLog: NodeWorld['onLog'];
  readonly onStart: NodeWorld['onStart'];
  readonly onFatal: NodeWorld['onFatal'];
};

export class World {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly network: SimulatedNetwork;
  readonly nodes: SimulatedNode[] = [];
  readonly reach: Reach;
  /** The cluster has no fewer nodes with a vote than that. */
  votersMin: number;
  syncMsMax = 5;
  readonly #deps: NodeWorld;

  constructor({ seed, nodes, mutant, keepsLines, onLog, onStart, onFatal }: WorldOptions) {
    this.timeline = new Timeline({ keepsLines });
    this.random = createSeededRandom(seed);
    this.network = new SimulatedNetwork(this.timeline, this.random);
    const seeds = Array.from({ length: nodes }, (_, index) => `10.0.0.${index + 1}:7946`);
    this.#deps = {
      timeline: this.timeline,
      network: this.network,
      requests: new SimulatedRequests(this.timeline, this.network),
      random: this.random,
      seeds,
      mutant,
      syncMsMax: () => this.syncMsMax,
      onLog,
      onStart: (node) => {
        this.reach.look();
        onStart(node);
      },
      onChanged: () => this.reach.look(),
      onFatal,
    };
    this.votersMin = nodes;
    this.reach = new Reach({
      nodes: () => this.nodes,
      isCut: (from, to) => this.network.isCut(from, to),
      now: () => this.timeline.now,
      votersMin: () => this.votersMin,
    });
    this.network.onChanged = () => this.reach.look();
    for (let count = 0; count < nodes; count += 1) this.add();
  }

  /** One more host, with an empty disk; nothing runs on it yet. */
  add(): SimulatedNode {
    const node = new SimulatedNode(this.nodes.length + 1, this.#deps);
    this.nodes.push(node);
    return node;
  }

  node(id: NodeId): SimulatedNode {
    const found = this.nodes.find((node) => node.id === id);
    if (found === undefined) throw new Error(`Unexpected node \`${id}\`.`);
    return found;
  }

  anyoneUp(): SimulatedNode | null {
    const up = this.nodes.filter(({ isUp }) => isUp);
    return up[randomInteger(this.random, Math.max(up.length, 1))] ?? null;
  }

  /** Puts a client's request to a node and lets time pass until it is answered; null if it never is. */
  async ask(
    node: SimulatedNode,
    method: string,
    url: string,
    body?: unknown,
  ): Promise<ClientAnswer | null> {
    let answer: ClientAnswer | null = null;
    let isDone = false;
    void node.request(method, url, body).then((given) => {
      answer = given;
      isDone = true;
    });
    await this.timeline.runUntil(() => isDone, answerMsMax);
    return answer;
  }
}

/** Longer than any request takes, milliseconds. */
const answerMsMax = 10_000;
