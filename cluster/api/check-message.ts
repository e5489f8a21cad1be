/** The shape of a replication message. Written out by hand: it is checked thousands of times a second. */
import { entryTypes } from '../model/entry.ts';
import type { Release } from '../model/release.ts';
import type { GroupMessage } from '../replication/message.ts';

type Fields = Readonly<Record<string, unknown>>;

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
    case 'vote-request':
      return isPosition(value['position']);
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
    case 'hand-over':
      return true;
    default:
      return false;
  }
}

/** The entries of an append follow what precedes them, one by one. */
function areEntries({ previous, entries }: Fields, types: ReadonlySet<unknown>): boolean {
  if (!Array.isArray(entries) || !isPosition(previous)) return false;
  return entries.every(
    (entry: unknown, index) =>
      isFields(entry) &&
      isCount(entry['epoch']) &&
      entry['sequence'] === previous.sequence + index + 1 &&
      types.has(entry['type']) &&
      isStamp(entry['hlc']) &&
      (entry['type'] !== entryTypes.checkpoint || isCopySet(entry['payload'])),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isPosition(
  value: unknown,
): value is { readonly epoch: number; readonly sequence: number } {
  return isFields(value) && isCount(value['epoch']) && isCount(value['sequence']);
}

function isStamp(value: unknown): boolean {
  return isFields(value) && isCount(value['wallMs']) && isCount(value['counter']);
}

function isCopySet(value: unknown): boolean {
  return isFields(value) && isIdList(value['voters']) && isIdList(value['learners']);
}

function isIdList(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
