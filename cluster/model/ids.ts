/** Names of things that travel between nodes. They are plain strings; these aliases say which string is meant. */

/** Name of a node, equal to its host name: `node-1`. */
export type NodeId = string;

/** Name of a memory space: 3 to 64 of `a-z`, `0-9`, `_`, `-`. */
export type SpaceId = string;

/** Name of a replicated log: the id of its space, or `_catalog`. */
export type GroupId = string;

/** Name of a memory inside its space. */
export type MemoryId = string;

/** The group that holds the list of nodes and spaces; its primary is the coordinator. */
export const catalogGroup: GroupId = '_catalog';

/** Orders ids by their UTF-16 units: the same order on every node, whatever its locale. */
export function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
