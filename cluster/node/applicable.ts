/**
 * Whether a group's machine can take what stands in a log: asked of all that is about to get into one, because every copy
 * applies it for ever.
 */
import { type Entry, type EntryType, entryTypes, type Json } from '../model/entry.ts';
import { catalogGroup, type GroupId } from '../model/ids.ts';
import { isCopySet, isFields, isText } from '../model/shape.ts';
import { isCatalogCommand, isCatalogState } from '../placement/catalog-shape.ts';
import { ImpossibleMessage } from '../replication/impossible-message.ts';
import type { GroupMessage } from '../replication/message.ts';
import { isStoreEntry } from '../store/entry-shape.ts';
import { isSnapshot } from '../store/payload.ts';

export function isApplicable(group: GroupId, type: EntryType, payload: Json): boolean {
  switch (type) {
    case entryTypes.checkpoint:
      return isCopySet(payload);
    case entryTypes.snapshotMarker:
      return isMarker(payload);
    // No machine does anything with it.
    case entryTypes.consolidation:
      return true;
    case entryTypes.catalogCommand:
      return group === catalogGroup && isCatalogCommand(payload);
    default:
      return group !== catalogGroup && isStoreEntry(type, payload);
  }
}

/** Throws an `ImpossibleMessage` for one with entries or a state that the group's machine could not take. */
export function requireApplicable(message: GroupMessage): void {
  const { group, from } = message;
  if (message.kind === 'append') {
    const wrong = message.entries.find(({ type, payload }) => !isApplicable(group, type, payload));
    if (wrong === undefined) return;
    const { type, sequence } = wrong;
    throw new ImpossibleMessage(
      `\`${from}\` sent entry \`${sequence}\` of \`${group}\`, which is none of type \`${type}\`.`,
    );
  }
  // At the start of a log there is no state.
  if (message.kind !== 'install' || message.position.sequence === 0) return;
  const reads = group === catalogGroup ? isCatalogState : isSnapshot;
  if (!reads(message.state))
    throw new ImpossibleMessage(`\`${from}\` sent a state of \`${group}\` that is none.`);
}

/** What a machine gets in place of an entry that it cannot apply: its place in the log, and nothing to do. */
export function withoutCommand(entry: Entry): Entry {
  return { ...entry, type: entryTypes.consolidation, payload: null };
}

function isMarker(payload: Json): boolean {
  return (
    isFields(payload) &&
    isText(payload['snapshot']) &&
    // It becomes the name of a folder.
    /^snap_[0-9_]+$/.test(payload['snapshot']) &&
    isCopySet(payload['copies'])
  );
}
