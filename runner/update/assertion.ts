// Which pieces of a line must not go.
import type { Placeholder } from '../model/expectation.ts';

/** Says more than that something varies here: without it later steps lack a value, or a limit is no longer watched. */
export function isAssertion(piece: string | Placeholder): boolean {
  if (typeof piece === 'string') return false;
  return piece.capture !== undefined || piece.condition !== undefined || piece.equals !== undefined;
}
