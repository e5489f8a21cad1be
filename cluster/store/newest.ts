/** The few memories observed last, out of many; suppressed ones are left out. */
import { compareIds } from '../model/ids.ts';
import type { StoredMemory } from './record.ts';

type Dated = { readonly at: number; readonly memory: StoredMemory };

/** The newest first, equal moments by id. Memory for `limit`, time for one pass: it sorts whenever twice as many came. */
export function selectNewest(
  memories: Iterable<StoredMemory>,
  limit: number,
): readonly StoredMemory[] {
  let kept: Dated[] = [];
  let oldest = -Infinity;
  const cut = (): void => {
    kept = kept.sort(compareDated).slice(0, limit);
    if (kept.length === limit) oldest = kept.at(-1)?.at ?? oldest;
  };
  for (const memory of memories) {
    if (memory.suppressed === true) continue;
    const at = Date.parse(memory.observedAt);
    if (at < oldest) continue;
    kept.push({ at, memory });
    if (kept.length >= 2 * limit) cut();
  }
  cut();
  return kept.map(({ memory }) => memory);
}

function compareDated(left: Dated, right: Dated): number {
  return right.at - left.at || compareIds(left.memory.id, right.memory.id);
}
