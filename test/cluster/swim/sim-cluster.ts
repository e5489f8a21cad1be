/** Nodes that speak SWIM over the network in memory, on one fake clock and one seed: a run can be repeated exactly. */
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { createSeededRandom, type Random } from '../../../cluster/io/random.ts';
import type { Member, MemberRecord, MemberState } from '../../../cluster/model/member.ts';
import { MemoryNetwork } from '../../../cluster/net/memory-transport.ts';
import type { Transport } from '../../../cluster/net/transport.ts';
import { SwimAgent } from '../../../cluster/swim/agent.ts';
import { decodeMessage } from '../../../cluster/swim/codec.ts';
import type { ProbeAnswer } from '../../../cluster/swim/effect.ts';
import type { Message } from '../../../cluster/swim/message.ts';
import { fastTiming, type SwimTiming } from '../../../cluster/swim/timing.ts';
import { FakeClock } from '../io/fake-clock.ts';
import { recordOf } from './rumors.ts';

export type SimOptions = {
  readonly seed: number;
  readonly nodes: number;
  readonly timing?: SwimTiming;
  readonly onChange?: (observer: string, member: Member, previous: Member | null) => void;
  /** Sees every datagram that is sent, also those that are lost on the way. */
  readonly onSend?: (from: string, to: string, message: Message) => void;
  readonly onRefused?: (id: string, heldBy: string) => void;
  readonly onProbe?: (observer: string, target: string, answer: ProbeAnswer) => void;
};

type SimNode = {
  readonly agent: SwimAgent;
  readonly transport: Transport;
  readonly record: MemberRecord;
};

export class SimCluster {
  readonly clock = new FakeClock();
  readonly random: Random;
  readonly network: MemoryNetwork;
  readonly ids: readonly string[];
  readonly timing: SwimTiming;
  readonly running = new Map<string, SimNode>();
  /** What each node would have on disk. */
  readonly storedIncarnation = new Map<string, number>();
  /** The highest that each node ever said of itself, its disk lost or not. */
  readonly claimedIncarnation = new Map<string, number>();
  readonly #options: SimOptions;

  constructor(options: SimOptions) {
    this.#options = options;
    this.timing = options.timing ?? fastTiming;
    this.random = createSeededRandom(options.seed);
    this.network = new MemoryNetwork({ clock: this.clock, random: this.random });
    this.ids = Array.from({ length: options.nodes }, (_, index) => `node-${index + 1}`);
  }

  start(id: string, address = this.address(id)): SimNode {
    const record = recordOf(id, { swimAddress: address, startedAt: this.clock.wallMs() });
    const transport = this.#tap(id, this.network.open(address));
    const agent = new SwimAgent(
      {
        self: record,
        seeds: this.ids.map((seed) => this.address(seed)),
        lastIncarnation: this.storedIncarnation.get(id) ?? 0,
        timing: this.timing,
        random: this.random,
      },
      {
        transport,
        clock: this.clock,
        logger: createSilentLogger(),
        onMemberChanged: (member, previous) => this.#options.onChange?.(id, member, previous),
        onIncarnation: (incarnation) => {
          const claimed = this.claimedIncarnation.get(id) ?? 0;
          this.claimedIncarnation.set(id, Math.max(claimed, incarnation));
          this.storedIncarnation.set(id, incarnation);
        },
        onIdentityRefused: (heldBy) => {
          this.#options.onRefused?.(id, heldBy);
          agent.stop({ leave: false });
        },
        onProbe: (target, answer) => this.#options.onProbe?.(id, target, answer),
      },
    );
    const node = { agent, transport, record };
    this.running.set(id, node);
    agent.start();
    return node;
  }

  startAll(): void {
    for (const id of this.ids) this.start(id);
  }

  /** Like kill -9: no goodbye. */
  kill(id: string): void {
    this.#stop(id, false);
  }

  leave(id: string): void {
    this.#stop(id, true);
  }

  #stop(id: string, leave: boolean): void {
    const node = this.running.get(id);
    node?.agent.stop({ leave });
    this.running.delete(id);
    void node?.transport.close();
  }

  #tap(id: string, transport: Transport): Transport {
    const { onSend } = this.#options;
    if (onSend === undefined) return transport;
    return {
      address: transport.address,
      counters: transport.counters,
      listen: (receive) => transport.listen(receive),
      close: () => transport.close(),
      send: (to, datagram) => {
        const message = decodeMessage(datagram);
        if (message === null) throw new Error(`${id} sends what nobody can read.`);
        onSend(id, to, message);
        transport.send(to, datagram);
      },
    };
  }

  address(id: string): string {
    return `127.0.1.${id.replace('node-', '')}:7946`;
  }

  /** The state in which `observer` holds `id`, or null if it does not know it. */
  stateOf(id: string, observer: string): MemberState | null {
    const members = this.running.get(observer)?.agent.members() ?? [];
    return members.find((member) => member.id === id)?.state ?? null;
  }

  /** True if every running node holds each of `ids` in `state`. */
  agree(state: MemberState, ids: readonly string[]): boolean {
    return [...this.running.keys()].every((observer) =>
      ids.every((id) => this.stateOf(id, observer) === state),
    );
  }

  /** Moves time on until the condition holds; returns how long that took, or null at the deadline. */
  until(condition: () => boolean, deadlineMs: number, stepMs = 5): number | null {
    const start = this.clock.monotonicMs();
    while (!condition()) {
      if (this.clock.monotonicMs() - start >= deadlineMs) return null;
      this.clock.advance(stepMs);
    }
    return this.clock.monotonicMs() - start;
  }

  /** Starts all and waits until everybody sees everybody; throws if that does not happen. */
  form(): number {
    this.startAll();
    const took = this.until(() => this.agree('alive', this.ids), 10_000);
    if (took === null) throw new Error(`The cluster did not form (seed ${this.#options.seed}).`);
    return took;
  }
}
