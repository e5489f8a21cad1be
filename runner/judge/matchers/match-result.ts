import type { Mismatch } from '../../model/verdict.ts';

/** What a matcher finds: what the placeholders captured, how the output differs, or why nothing can be said. */
export type MatchResult =
  | {
      readonly captured: readonly (readonly [name: string, value: string])[];
      readonly mismatches?: never;
      readonly unjudged?: never;
    }
  | {
      readonly mismatches: readonly [Mismatch, ...Mismatch[]];
      readonly captured?: never;
      readonly unjudged?: never;
    }
  | { readonly unjudged: string; readonly captured?: never; readonly mismatches?: never };

/** Nothing to complain about, nothing to keep. */
export const match: MatchResult = { captured: [] };
