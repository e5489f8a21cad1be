/** Whether a memory that arrives is the one that is there: a retry, not a change. */
import type { MemoryRecord } from './record.ts';

/** Times are left out: a client that retries does not know which stamp the first attempt got. */
export function isSameMemory(left: MemoryRecord, right: MemoryRecord): boolean {
  return (
    left.id === right.id &&
    left.content === right.content &&
    left.confidence === right.confidence &&
    left.reasoning === right.reasoning &&
    left.memoryType === right.memoryType &&
    isSameList(left.tags, right.tags) &&
    isSameList(left.embedding, right.embedding)
  );
}

function isSameList<Item>(left: readonly Item[] | null, right: readonly Item[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
