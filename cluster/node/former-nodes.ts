/**
 * Nodes that the cluster has forgotten, and that it once had them: so that an order to forget one can be repeated, and a
 * mistyped name is told from a node that is gone. The list is kept in the catalog and survives every restart.
 */
import type { Clock } from '../io/clock.ts';
import type { NodeId } from '../model/ids.ts';
import type { CatalogHost } from './groups.ts';
import { propose } from './rebalancer.ts';

const formerNodesSetting = 'membership.former_nodes';
/** A repetition comes soon, so the last ones are enough. */
const rememberedMax = 256;

export function formerNodes({ machine }: CatalogHost): readonly NodeId[] {
  const value = machine.setting(formerNodesSetting);
  return Array.isArray(value) ? value.filter((node) => typeof node === 'string') : [];
}

/** True if the node is struck for good. Remembered first: what is only half done is repeated. */
export async function forgetNode(
  catalog: CatalogHost,
  node: NodeId,
  clock: Clock,
): Promise<boolean> {
  const others = formerNodes(catalog).filter((former) => former !== node);
  const value = [...others, node].slice(-rememberedMax);
  const remember = { kind: 'set-setting', name: formerNodesSetting, value } as const;
  if (!(await propose(catalog, remember))) return false;
  const at = new Date(clock.wallMs()).toISOString();
  return await propose(catalog, { kind: 'forget-node', node, at });
}
