// What a journal says about how far somebody came, and what there is to go on with.
import type { JournalEntry, Resumed, Started, VariableSet, Witness } from './journal-entry.ts';

export interface Progress {
  readonly started: Started;
  /** The last process that wrote. */
  readonly witness: Witness;
  /** Page that the last process went by. */
  readonly sha256: string;
  /** Steps that need not be asked for again: they passed, were skipped, or were left behind as they are. */
  readonly done: ReadonlySet<string>;
  /** Step that was begun and whose end nobody knows: the guide died in the middle of it. */
  readonly inFlight?: string;
  /** Last value of each variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables whose values no journal holds. */
  readonly secrets: readonly string[];
  /** Nothing is left to do. */
  readonly isComplete: boolean;
}

export function readProgress(entries: readonly JournalEntry[]): Progress {
  const [started] = entries;
  if (started?.kind !== 'started') throw new Error('a journal begins with `started`');
  const last = entries.findLast(
    (entry): entry is Started | Resumed => entry.kind === 'started' || entry.kind === 'resumed',
  );
  const { done, inFlight } = readSteps(entries);
  const variables = lastOfEach(entries);
  return {
    started,
    witness: last ?? started,
    sha256: last?.sha256 ?? started.sha256,
    done,
    ...(inFlight !== undefined && { inFlight }),
    variables: Object.fromEntries(
      variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    secrets: variables.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
    isComplete: entries.some((entry) => entry.kind === 'ended' && entry.how === 'completed'),
  };
}

function readSteps(entries: readonly JournalEntry[]): {
  readonly done: ReadonlySet<string>;
  readonly inFlight?: string;
} {
  const done = new Set<string>();
  let inFlight: string | undefined;
  for (const entry of entries) {
    if (entry.kind === 'decided') {
      if (entry.choice === 'skip' || entry.choice === 'leave') done.add(entry.step);
      if (entry.choice === 'run' || entry.choice === 'retry') inFlight = entry.step;
    } else if (entry.kind === 'finished') {
      inFlight = undefined;
      if (entry.outcome === 'pass') done.add(entry.step);
      else done.delete(entry.step);
    }
  }
  return { done, ...(inFlight !== undefined && { inFlight }) };
}

function lastOfEach(entries: readonly JournalEntry[]): readonly VariableSet[] {
  const last = new Map<string, VariableSet>();
  for (const entry of entries) if (entry.kind === 'variable') last.set(entry.name, entry);
  return [...last.values()];
}

/** The step below the last one that is done; undefined if there is none. `order` holds the steps in the order of the run. */
export function firstOpenStep(order: readonly string[], { done }: Progress): string | undefined {
  return order[order.findLastIndex((step) => done.has(step)) + 1];
}

/** One phrase a step that is not as it was: for somebody who decides whether to go on. */
export function describeChanges(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  done: ReadonlySet<string>,
): readonly string[] {
  const known = Object.keys(before).flatMap((step) => {
    const ran = done.has(step) ? ', after it was done' : '';
    const digest = now[step];
    if (digest === undefined) return [`step \`${step}\` is gone${ran}`];
    return digest === before[step] ? [] : [`step \`${step}\` has changed${ran}`];
  });
  const added = Object.keys(now).filter((step) => before[step] === undefined);
  return [...known, ...added.map((step) => `step \`${step}\` is new`)];
}
