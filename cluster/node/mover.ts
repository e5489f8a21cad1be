/**
 * Carries out the moves of the open rebalance whose spaces have their primary here. The catalog says what is to be done
 * and how far it is; each round takes one step, so a primary or coordinator that fails leaves nothing half done that its
 * successor would not see.
 */
import { type MarkAnswer, markPath } from '../api/internal.ts';
import { Alarm } from '../io/alarm.ts';
import type { Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import type { SpaceId } from '../model/ids.ts';
import {
  activeMoves,
  type MoveNote,
  type NumberedMove,
  type RebalanceRun,
} from '../placement/rebalance-run.ts';
import type { MemberView } from '../replication/input.ts';
import { type MoveStep, planMove } from '../replication/move.ts';
import type { BulkLane } from './bulk-lane.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { CopiesRecord } from './copies-record.ts';
import type { Groups, SpaceHost } from './groups.ts';
import type { Peers } from './peers.ts';

export type MoverDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly desk: CatalogDesk;
  readonly record: CopiesRecord;
  readonly bulk: BulkLane;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Copies of each space, the primary included. */
  readonly copies: number;
  readonly movesAtOnce: number;
  /** Members, those that are away for a moment only counted in. */
  readonly members: () => MemberView;
};

/** What this node remembers of a move while it is the primary. */
type Memory = {
  markAfter: number | null;
  newCopy: MarkAnswer | null;
  readonly bytesBefore: number;
  toldAt: number;
};

/** How often open moves are looked after, milliseconds. */
const movingMs = 100;
/** Progress is told this often at most; changes of the state are told at once, milliseconds. */
const tellEveryMs = 1_000;
/** How long the new copy may take to say its root, milliseconds. */
const markDeadlineMs = 5_000;

export class Mover {
  readonly #deps: MoverDeps;
  readonly #alarm: Alarm;
  readonly #memories = new Map<string, Memory>();
  /** Spaces with a step under way. */
  readonly #busy = new Set<SpaceId>();

  constructor(deps: MoverDeps) {
    this.#deps = deps;
    const { clock } = deps;
    this.#alarm = new Alarm({ clock, apartMs: movingMs, ring: () => this.#run() });
  }

  /** The catalog has changed: a rebalance may be open now. */
  wake(): void {
    this.#alarm.noLaterThan(this.#deps.clock.monotonicMs());
  }

  stop(): void {
    this.#alarm.stop();
  }

  /** One round, and the next one as long as a rebalance is open. */
  #run(): void {
    const run = this.#deps.groups.catalog?.machine.rebalance() ?? null;
    const active = activeMoves(run, this.#deps.movesAtOnce);
    if (run === null || active.length === 0) {
      this.#memories.clear();
      return;
    }
    this.wake();
    for (const move of active) {
      const host = this.#deps.groups.spaces.get(move.space);
      const status = host?.status();
      if (host === undefined || status?.role !== 'primary' || !status.settled) continue;
      if (this.#busy.has(move.space)) continue;
      this.#busy.add(move.space);
      void this.#advance(run, move, host).finally(() => this.#busy.delete(move.space));
    }
  }

  /** True while a move of the space is being worked on: its copies are then nobody else's business. */
  isMoving(space: SpaceId): boolean {
    const run = this.#deps.groups.catalog?.machine.rebalance() ?? null;
    return activeMoves(run, this.#deps.movesAtOnce).some((move) => move.space === space);
  }

  async #advance(run: RebalanceRun, move: NumberedMove, host: SpaceHost): Promise<void> {
    const memory = this.#memoryOf(run, move);
    if (memory.markAfter !== null) memory.newCopy = await this.#askNewCopy(move);
    const status = host.status();
    if (status.role !== 'primary') return;
    const { copies } = this.#deps;
    const { markAfter, newCopy } = memory;
    const members = this.#deps.members();
    const { mark } = host;
    const step = planMove({ move, status, members, copies, mark, markAfter, newCopy });
    await this.#take(step, { run, move, host, memory });
  }

  async #take(
    step: MoveStep,
    task: {
      readonly run: RebalanceRun;
      readonly move: NumberedMove;
      readonly host: SpaceHost;
      readonly memory: Memory;
    },
  ): Promise<void> {
    const { move, host, memory } = task;
    const { record } = this.#deps;
    const tell = (note: Pick<MoveNote, 'state' | 'progressPct'>, error: string | null = null) =>
      this.#tell(task, { ...note, bytes: this.#bytesOf(move, memory), error });
    switch (step.kind) {
      case 'wait':
        tell({ state: step.state, progressPct: step.progressPct });
        return;
      case 'change':
        tell({ state: step.state, progressPct: step.state === 'copying' ? 0 : 99 });
        await host.changeCopies(step.change);
        return;
      case 'mark':
        tell({ state: 'catching_up', progressPct: 99 });
        memory.markAfter = await writeMark(host);
        return;
      case 'hand-over':
        tell({ state: 'cutover', progressPct: move.kind === 'copy' ? 100 : 0 });
        host.handOver(step.to);
        return;
      case 'done':
        // Whoever hears that it is done may plan at once, by what the catalog says of the copies.
        if (record.isCurrent(host.id, host.status())) tell({ state: 'done', progressPct: 100 });
        else record.keep(host.id, host.status());
        return;
      case 'failed':
        if (step.undo !== null) await host.changeCopies(step.undo);
        tell({ state: 'failed', progressPct: move.progressPct }, step.reason);
        return;
    }
  }

  async #askNewCopy({ space, to }: NumberedMove): Promise<MarkAnswer | null> {
    // The peer is another node of this program: it answers its own mark.
    const answer = this.#deps.peers.ask(to, markPath, { space }, markDeadlineMs);
    return await (answer as Promise<MarkAnswer>).catch(() => null);
  }

  #memoryOf(run: RebalanceRun, move: NumberedMove): Memory {
    const key = `${run.id} ${move.number}`;
    const known = this.#memories.get(key);
    if (known !== undefined) return known;
    const bytesBefore = this.#deps.bulk.bytesSent(move.space, move.to) - move.bytes;
    const memory = { markAfter: null, newCopy: null, bytesBefore, toldAt: -Infinity };
    this.#memories.set(key, memory);
    return memory;
  }

  #bytesOf({ space, to, bytes }: NumberedMove, { bytesBefore }: Memory): number {
    return Math.max(bytes, this.#deps.bulk.bytesSent(space, to) - bytesBefore);
  }

  #tell(
    { run, move, memory }: { run: RebalanceRun; move: NumberedMove; memory: Memory },
    note: MoveNote,
  ): void {
    const now = this.#deps.clock.monotonicMs();
    const same = note.progressPct === move.progressPct && note.bytes === move.bytes;
    if (note.state === move.state && (same || now - memory.toldAt < tellEveryMs)) return;
    memory.toldAt = now;
    const { space, from, to } = move;
    this.#deps.logger.info('move-changed', {
      operation: 'rebalance',
      memory_space: space,
      from,
      to,
      state: note.state,
      reason: note.error,
    });
    this.#deps.desk.tell({ kind: 'note-move', run: run.id, move: move.number, note });
  }
}

/** Writes a mark; the sequence before it, or null if it was refused or lost and must be asked for again. */
async function writeMark(host: SpaceHost): Promise<number | null> {
  const proposed = await host.changeCopies({ kind: 'mark' });
  return proposed.kind === 'committed' ? proposed.position.sequence - 1 : null;
}
