/** The shape of a replication message. Written out by hand: it is checked thousands of times a second. */
import { entryTypes } from '../model/entry.ts';
import type { Release } from '../model/release.ts';
import { type Fields, isCopySet, isCount, isFields, isPosition, isStamp } from '../model/shape.ts';
import type { GroupMessage } from '../replication/message.ts';

/** What a log may hold, by what the program's release knows. */
export function entryTypesOf({ features }: Release): ReadonlySet<unknown> {
  const later: ReadonlySet<number> = new Set(
    features.includes('suppress') ? [] : [entryTypes.memorySuppress],
  );
  return new Set(Object.values(entryTypes).filter((type) => !later.has(type)));
}

/** True if `value` is a message that `from` may have sent; `types` are those of `entryTypesOf`. */
export function isGroupMessage(
  value: unknown,
  from: string,
  types: ReadonlySet<unknown>,
): value is GroupMessage {
  if (!isFields(value)) return false;
  const hasHead =
    typeof value['group'] === 'string' && value['from'] === from && isCount(value['epoch']);
  if (!hasHead) return false;
  switch (value['kind']) {
    case 'canvass':
      return isPosition(value['position']);
    case 'vote-request':
      return (
        isPosition(value['position']) && (value['called'] === undefined || value['called'] === true)
      );
    case 'canvass-answer':
      return (
        typeof value['granted'] === 'boolean' &&
        isPosition(value['position']) &&
        isCount(value['promised'])
      );
    case 'vote-answer':
      return typeof value['granted'] === 'boolean';
    case 'append':
      return isPosition(value['previous']) && isCount(value['commit']) && areEntries(value, types);
    case 'append-answer':
      return typeof value['agreed'] === 'boolean' && isCount(value['sequence']);
    case 'install':
      return (
        isPosition(value['position']) &&
        isCopySet(value['copies']) &&
        'state' in value &&
        (value['hlc'] === undefined || isStamp(value['hlc']))
      );
    case 'confirm':
    case 'confirm-answer':
      return isCount(value['round']);
    case 'hand-over':
      return true;
    default:
      return false;
  }
}

/** The entries of an append follow what precedes them, one by one. Their payloads are the group's to check. */
function areEntries({ previous, entries }: Fields, types: ReadonlySet<unknown>): boolean {
  if (!Array.isArray(entries) || !isPosition(previous)) return false;
  return entries.every(
    (entry: unknown, index) =>
      isFields(entry) &&
      isCount(entry['epoch']) &&
      entry['sequence'] === previous.sequence + index + 1 &&
      types.has(entry['type']) &&
      isStamp(entry['hlc']) &&
      'payload' in entry,
  );
}
