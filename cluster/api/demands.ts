/** Which rights a call needs, once its body is read: on which spaces, and for a batch each operation its own. */
import type { Access } from '../security/principal.ts';
import { accessOf, type Endpoint } from './contract/endpoint.ts';
import type { MemoryOperation } from './contract/operations.ts';
import { everySpace } from './contract/recall.ts';
import type { Call } from './route.ts';
import { selectSpace } from './space.ts';

export type Demand = {
  readonly access: Access;
  /** Null: all spaces. */
  readonly space: string | null;
};

type Fields = Readonly<Record<string, unknown>>;

/** True for operations on memories and their spaces; everything else is about the cluster. */
export function isAboutMemories(endpoint: Endpoint): boolean {
  return accessOf(endpoint).startsWith('memory');
}

/** The space that the request as a whole names; null for operations on none. Places that disagree are refused. */
export function requestSpace(
  endpoint: Endpoint,
  { headers, query, body }: Call<Endpoint>,
): string | null {
  if (!isAboutMemories(endpoint)) return null;
  const fields = (body ?? {}) as Fields;
  if (endpoint.spaceField !== undefined) return String(fields[endpoint.spaceField]);
  const named = (query as Fields)['space'];
  return selectSpace({ headers, query: textOf(named), body: textOf(fields['memory_space_id']) });
}

/** A space that is named nowhere is the default one, which needs a right as well. */
export function demandsOf(endpoint: Endpoint, call: Call<Endpoint>): readonly Demand[] {
  const space = requestSpace(endpoint, call);
  if (space === null) return [];
  const access = accessOf(endpoint);
  const { operations, spaces } = { ...(call.query as Fields), ...((call.body ?? {}) as Fields) };
  if (operations !== undefined) return ofBatch(operations as readonly MemoryOperation[], space);
  if (spaces === everySpace) return [{ access, space: null }];
  if (Array.isArray(spaces)) return spaces.map((one: string) => ({ access, space: one }));
  return [{ access, space }];
}

const accessOfOperation = {
  store: 'memory:write',
  get: 'memory:read',
  delete: 'memory:delete',
} as const;

function ofBatch(operations: readonly MemoryOperation[], space: string): readonly Demand[] {
  const demands = new Map<string, Demand>();
  for (const { op, space: own = space } of operations) {
    demands.set(`${op} ${own}`, { access: accessOfOperation[op], space: own });
  }
  return [...demands.values()];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
