/** What a replicated log drives: a store of memories, or the catalog. */
import type { Entry, Json } from '../model/entry.ts';

export interface Machine<Result> {
  /** Takes only what `applicable.ts` accepts. */
  apply(entry: Entry): Result;
  /** Sequence of the last applied entry. */
  applied(): number;
  /** Equal on all copies that have applied the same entries. */
  rootHash(): string;
  snapshot(): Json;
  restore(state: Json, sequence: number): void;
}
