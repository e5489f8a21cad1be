/**
 * One rebalance: a list of moves and how far each of them is. It is kept in the catalog, so whoever becomes coordinator
 * goes on with it, and the primary of each space finds there what it has to do. Pure.
 */
import type { NodeId, SpaceId } from '../model/ids.ts';
import type { PlannedMove } from './rebalance-plan.ts';

/** In the order in which a move passes through them; the last two are final. */
export const moveStates = [
  'pending',
  'copying',
  'catching_up',
  'cutover',
  'done',
  'failed',
] as const;
export type MoveState = (typeof moveStates)[number];

/** requested: by an operator. membership: a node came or went. decommission: a node shall leave. promotion: of one copy. */
export const runReasons = [
  'requested',
  'membership',
  'imbalance',
  'decommission',
  'promotion',
] as const;
export type RunReason = (typeof runReasons)[number];

export type Move = PlannedMove & {
  readonly state: MoveState;
  /** How much of the log the new copy has, 0 to 100. */
  readonly progressPct: number;
  /** Bytes sent to the new copy. */
  readonly bytes: number;
  /** Why it failed; null otherwise. */
  readonly error: string | null;
};

export type RebalanceRun = {
  readonly id: string;
  readonly reason: RunReason;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; null while moves are open. */
  readonly finishedAt: string | null;
  /** A move is known by its place in this list. */
  readonly moves: readonly Move[];
};

/** Where a move is now. */
export type MoveNote = Pick<Move, 'state' | 'progressPct' | 'bytes' | 'error'>;

export type RunCommand =
  /** Ignored while another run is open. */
  | {
      readonly kind: 'start-rebalance';
      readonly run: string;
      readonly reason: RunReason;
      readonly moves: readonly PlannedMove[];
      readonly at: string;
    }
  /** From the primary of the move's space. Ignored if it would take the move back. */
  | {
      readonly kind: 'note-move';
      readonly run: string;
      readonly move: number;
      readonly note: MoveNote;
    }
  /** Failed moves are open again. */
  | { readonly kind: 'retry-rebalance'; readonly run: string }
  /** Open moves from this node are given up: it stays. */
  | { readonly kind: 'cancel-moves'; readonly run: string; readonly from: NodeId }
  /** Ignored while a move is open. */
  | { readonly kind: 'finish-rebalance'; readonly run: string; readonly at: string };

/** The run after the command; the same one if the command changes nothing. */
export function applyToRun(run: RebalanceRun | null, command: RunCommand): RebalanceRun | null {
  if (command.kind === 'start-rebalance') {
    return run !== null && isOpen(run) ? run : startRun(command);
  }
  if (run === null || run.id !== command.run) return run;
  switch (command.kind) {
    case 'note-move':
      return noteMove(run, command.move, command.note);
    case 'retry-rebalance':
      return retry(run);
    case 'cancel-moves':
      return cancel(run, command.from);
    case 'finish-rebalance':
      if (!isOpen(run) || run.moves.some((move) => !isFinal(move.state))) return run;
      return { ...run, finishedAt: command.at };
  }
}

/** Rebalances that are over are kept as long as they are among this many, and have no more moves together than that. */
const pastMax = { runs: 16, moves: 2_000 };

/** The newest first. `run` has ended, and another one takes its place. */
export function keepPast(
  past: readonly RebalanceRun[],
  run: RebalanceRun,
): readonly RebalanceRun[] {
  let moves = 0;
  return [run, ...past].filter((each, index) => {
    moves += each.moves.length;
    return index === 0 || (index < pastMax.runs && moves <= pastMax.moves);
  });
}

export function isOpen(run: RebalanceRun): boolean {
  return run.finishedAt === null;
}

export function isFinal(state: MoveState): boolean {
  return state === 'done' || state === 'failed';
}

export type NumberedMove = Move & { readonly number: number };

/**
 * The moves that are to be worked on now: in order, at most `atOnce`, and of each space only the first one that is open.
 * Everybody who looks at the same catalog comes to the same list.
 */
export function activeMoves(run: RebalanceRun | null, atOnce: number): readonly NumberedMove[] {
  if (run === null || !isOpen(run)) return [];
  const seen = new Set<SpaceId>();
  const active: NumberedMove[] = [];
  for (const [number, move] of run.moves.entries()) {
    if (isFinal(move.state) || seen.has(move.space)) continue;
    seen.add(move.space);
    if (active.length < atOnce) active.push({ ...move, number });
  }
  return active;
}

function startRun(command: Extract<RunCommand, { kind: 'start-rebalance' }>): RebalanceRun {
  const { run, reason, at } = command;
  const moves = command.moves.map((move): Move => {
    return { ...move, state: 'pending', progressPct: 0, bytes: 0, error: null };
  });
  return { id: run, reason, startedAt: at, finishedAt: null, moves };
}

function noteMove(run: RebalanceRun, number: number, note: MoveNote): RebalanceRun {
  const move = run.moves[number];
  if (move === undefined || !isOpen(run) || isFinal(move.state)) return run;
  if (moveStates.indexOf(note.state) < moveStates.indexOf(move.state)) return run;
  const { state, progressPct, bytes, error } = note;
  return { ...run, moves: run.moves.with(number, { ...move, state, progressPct, bytes, error }) };
}

function retry(run: RebalanceRun): RebalanceRun {
  if (!run.moves.some(({ state }) => state === 'failed')) return run;
  const moves = run.moves.map((move): Move => {
    if (move.state !== 'failed') return move;
    return { ...move, state: 'pending', progressPct: 0, error: null };
  });
  return { ...run, finishedAt: null, moves };
}

function cancel(run: RebalanceRun, from: NodeId): RebalanceRun {
  const isMeant = (move: Move): boolean => move.from === from && !isFinal(move.state);
  if (!isOpen(run) || !run.moves.some(isMeant)) return run;
  const error = 'The decommission was cancelled.';
  const moves = run.moves.map((move): Move => {
    return isMeant(move) ? { ...move, state: 'failed', error } : move;
  });
  return { ...run, moves };
}
