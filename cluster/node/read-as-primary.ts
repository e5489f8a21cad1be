/** What this node does with a read of a space when it is asked as the primary. */
import type { ReadAnswer } from '../api/internal.ts';
import type { Json } from '../model/entry.ts';
import type { SpaceId } from '../model/ids.ts';
import type { Store } from '../store/store.ts';
import type { Groups } from './groups.ts';

/** `read` finds everything that was acknowledged before this was called; it is not called on a node that is no primary. */
export async function readAsPrimary(
  groups: Groups,
  space: SpaceId,
  read: (store: Store) => Json,
): Promise<ReadAnswer> {
  const host = groups.spaces.get(space);
  if (host === undefined) return { kind: 'refused', reason: 'no-copy', primary: null };
  if (await host.confirm()) return { kind: 'read', value: read(host.machine) };
  return { kind: 'refused', reason: 'not-primary', primary: host.primary };
}
