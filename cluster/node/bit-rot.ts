/**
 * Alters one memory in this node's copy of a space behind the log's back, as a bad bit in memory or on disk would: no
 * entry says so, no checksum notices, and only a comparison with the other copies can find it.
 */
import { ApiError } from '../errors.ts';
import type { Json } from '../model/entry.ts';
import type { SpaceId } from '../model/ids.ts';
import type { Store } from '../store/store.ts';

export type Copy = { readonly machine: Store };

type Altered = { readonly memory: string; readonly sound: string; readonly rotten: string };

export class BitRot {
  readonly #altered = new Map<SpaceId, Altered>();

  /** Makes exactly these copies rotten; one that no longer is in the list gets its content back, if it still is rotten. */
  replace(spaces: readonly SpaceId[], copies: ReadonlyMap<SpaceId, Copy>): void {
    const fresh = spaces.filter((space) => !this.#altered.has(space));
    const stores = fresh.map((space) => [space, requireContent(space, copies)] as const);
    for (const [space, store] of stores) this.#altered.set(space, alter(store));
    for (const [space, altered] of [...this.#altered]) {
      if (spaces.includes(space)) continue;
      this.#altered.delete(space);
      const store = copies.get(space)?.machine;
      if (store?.get(altered.memory)?.content === altered.rotten) {
        rewrite(store, altered.memory, altered.sound);
      }
    }
  }
}

function requireContent(space: SpaceId, copies: ReadonlyMap<SpaceId, Copy>): Store {
  const store = copies.get(space)?.machine;
  if (store !== undefined && store.count() > 0) return store;
  const what = store === undefined ? 'has no copy of' : 'has nothing in its copy of';
  throw new ApiError('STATE_CONFLICT', `This node ${what} space \`${space}\`.`, {
    hint: 'Choose a node that holds a copy, and store a memory first.',
  });
}

function alter(store: Store): Altered {
  const [memory] = store.list({ offset: 0, limit: 1 }).memories;
  if (memory === undefined) throw new Error('The store lists no memory although it counts some.');
  const sound = memory.content;
  // The lowest bit of the first character: `A` becomes `@`.
  const rotten = String.fromCharCode(sound.charCodeAt(0) ^ 1) + sound.slice(1);
  rewrite(store, memory.id, rotten);
  return { memory: memory.id, sound, rotten };
}

/** Through a snapshot, because the store has, rightly, no other door for a change that is in no log. */
function rewrite(store: Store, id: string, content: string): void {
  const state = store.snapshot() as { readonly memories: readonly { readonly id: string }[] };
  const memories = state.memories.map((memory) =>
    memory.id === id ? { ...memory, content } : memory,
  );
  store.restore({ ...state, memories } as unknown as Json, store.applied());
}
