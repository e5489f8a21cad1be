// Reads while a load writes: acknowledged memories, from the copies of other nodes than the one that acknowledged them.
// As open as the writer's loop, and each read is one try: a copy that is behind has to show it.
import { AcknowledgedWrites } from './acknowledged.ts';
import { type HistoryWriter, toUnix } from './history.ts';
import { createPace, type Pace } from './pace.ts';
import { readOnce } from './verify.ts';
import type { WriteTarget } from './write-once.ts';
import type { Random } from './zipf.ts';

export type ReadBackPlan = {
  readonly process: string;
  readonly space: string;
  /** Reads per second. */
  readonly rate: number;
  readonly targets: readonly WriteTarget[];
};

export type ReadCounts = {
  readonly answered: number;
  /** Of those answered: the copy did not have what had been acknowledged. */
  readonly not_found: number;
  readonly unanswered: number;
};

type Deps = {
  readonly history: HistoryWriter;
  /** Ids of the nodes that hold a copy of the space now. */
  readonly holders: () => readonly string[];
  readonly random: Random;
};

/** Milliseconds for an answer: a node that serves has its copy at hand. */
const answerDeadline = 1_500;

export class ReadBack {
  readonly #plan: ReadBackPlan;
  readonly #deps: Deps;
  readonly #pace: Pace;
  readonly #writes = new AcknowledgedWrites();
  readonly #underWay = new Set<Promise<void>>();
  #due = 0;
  #sent = 0;
  #answered = 0;
  #notFound = 0;

  constructor(plan: ReadBackPlan, deps: Deps) {
    this.#plan = plan;
    this.#deps = deps;
    this.#pace = createPace(plan.rate, Number.POSITIVE_INFINITY);
  }

  /** From now on this memory may be read; `at` in milliseconds of the monotonic clock. */
  acknowledged(memoryId: string, node: string, at: number): void {
    this.#writes.add({ memoryId, node, at });
  }

  /**
   * Sends what is due `elapsed` milliseconds after the start. What is due while no memory is acknowledged, or no other
   * copy known, is left out.
   */
  issue(elapsed: number): void {
    const due = this.#pace.dueBy(elapsed);
    for (; this.#due < due; this.#due += 1) {
      const now = performance.now();
      const write = this.#writes.draw(now, this.#deps.random());
      const target = write === undefined ? undefined : this.#otherCopy(write.node);
      if (write === undefined || target === undefined) continue;
      const read = this.#read(write.memoryId, target);
      this.#underWay.add(read);
      void read.finally(() => this.#underWay.delete(read));
    }
  }

  /** Waits for what is under way. */
  async finish(): Promise<ReadCounts> {
    await Promise.all(this.#underWay);
    const [answered, sent] = [this.#answered, this.#sent];
    return { answered, not_found: this.#notFound, unanswered: sent - answered };
  }

  /** The nodes with a copy in turn, without this one. */
  #otherCopy(node: string): WriteTarget | undefined {
    const holders = this.#deps.holders();
    const others = this.#plan.targets.filter(({ id }) => id !== node && holders.includes(id));
    return others[this.#sent % others.length];
  }

  async #read(memoryId: string, { id: node, url }: WriteTarget): Promise<void> {
    const { process, space } = this.#plan;
    const op_id = `${process}-read-${this.#sent}`;
    this.#sent += 1;
    const start = performance.now();
    const consistency = 'local';
    const reading = { memoryId, space, node, url, consistency } as const;
    const { found } = await readOnce(reading, answerDeadline);
    const times = { start: toUnix(start), end: toUnix(performance.now()) };
    if (found !== 'unread') this.#answered += 1;
    if (found === 'absent') this.#notFound += 1;
    this.#deps.history.add({
      op_id,
      process,
      op: 'get',
      space,
      memory_id: memoryId,
      ...times,
      outcome: found === 'unread' ? 'fail' : 'ok',
      node,
      consistency,
      found: found === 'unread' ? null : found === 'present',
    });
  }
}
