import type { Mismatch } from '../../model/verdict.ts';

/** What a matcher finds: either what the placeholders captured, or how the output differs. */
export type MatchResult =
  | {
      readonly captured: readonly (readonly [name: string, value: string])[];
      readonly mismatch?: never;
    }
  | { readonly mismatch: Mismatch; readonly captured?: never };
