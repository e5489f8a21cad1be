/** Who asks, and what they may do. */

/**
 * admin: everything, every operation that changes the cluster included, on all spaces. memory:read, memory:write and
 * memory:delete: that much, on the spaces of the key. Every key may read the state of the cluster.
 */
export const scopes = ['admin', 'memory:read', 'memory:write', 'memory:delete'] as const;
export type Scope = (typeof scopes)[number];

/**
 * What an operation asks for. open: nothing. key: any key that is valid. memory: any right on memories; it is a batch, and
 * each operation in it asks for its own.
 */
export type Access = 'open' | 'key' | 'memory' | Scope;

export type Principal = {
  /** Id of the key; null for somebody without one. */
  readonly keyId: string | null;
  /** For people: the key's name, or `anonymous`. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Spaces it may touch; null for all. */
  readonly spaces: ReadonlySet<string> | null;
  /** Its own limit of requests; null for the node's. */
  readonly rate: Rate | null;
};

/** `burst` requests at once, refilled by `perSecond` each second. */
export type Rate = { readonly perSecond: number; readonly burst: number };

/** Whoever asks a node that has authentication switched off: may do everything. */
export const everybody: Principal = {
  keyId: null,
  name: 'anonymous',
  scopes: new Set(['admin']),
  spaces: null,
  rate: null,
};

/** Whoever asks for an operation that is open: may do nothing else. */
export const nobody: Principal = { ...everybody, scopes: new Set() };

export function mayDo(principal: Principal, access: Access): boolean {
  if (access === 'open' || principal.scopes.has('admin')) return true;
  if (access === 'key') return principal.keyId !== null;
  return access === 'memory' ? principal.scopes.size > 0 : principal.scopes.has(access);
}

/** `space` null: all spaces. */
export function mayUse(principal: Principal, space: string | null): boolean {
  if (principal.scopes.has('admin') || principal.spaces === null) return true;
  return space !== null && principal.spaces.has(space);
}
