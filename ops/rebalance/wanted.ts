// Which rebalance a wait is for, and what the newest one says about it. Pure.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';

type Status = ResponseOf<'getRebalanceStatus'>;

export type Wanted =
  /** Whichever is the newest. */
  | { readonly kind: 'newest' }
  /** The one with this id. */
  | { readonly kind: 'id'; readonly id: string }
  /** The first one behind that with this id; null: the first one at all. */
  | { readonly kind: 'after'; readonly id: string | null };

/**
 * open: it goes on. over: it is complete or has failed. absent: there is none that fits; a node that lags behind the
 * coordinator says so too.
 */
export type Progress = 'open' | 'over' | 'absent';

export function progressOf(
  wanted: Wanted,
  { rebalance_id, state }: Pick<Status, 'rebalance_id' | 'state'>,
): Progress {
  if (rebalance_id === null || !fits(wanted, rebalance_id)) return 'absent';
  return state === 'in_progress' || state === 'stuck' ? 'open' : 'over';
}

function fits(wanted: Wanted, id: string): boolean {
  switch (wanted.kind) {
    case 'newest':
      return true;
    case 'id':
      return id === wanted.id;
    case 'after':
      return id !== wanted.id;
  }
}

/** From the options of the command: at most one of them, and `--after none` for a cluster that never had one. */
export function readWanted({
  id,
  after,
}: {
  readonly id?: string;
  readonly after?: string;
}): Wanted {
  if (id !== undefined && after !== undefined) {
    throw new Failure('usage', 'Unexpected --id together with --after, expected one of them');
  }
  for (const [option, value] of Object.entries({ '--id': id, '--after': after })) {
    // An unset variable of a script must not wait for any rebalance there is.
    if (value === '') throw new Failure('usage', `Unexpected empty ${option}, expected an id`);
  }
  if (id !== undefined) return { kind: 'id', id };
  if (after === undefined) return { kind: 'newest' };
  return { kind: 'after', id: after === 'none' ? null : after };
}

/** The wanted one in a sentence. */
export function nameOf(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'newest':
      return 'the newest rebalance';
    case 'id':
      return `\`${wanted.id}\``;
    case 'after':
      return wanted.id === null ? 'the first rebalance' : `a rebalance after \`${wanted.id}\``;
  }
}
