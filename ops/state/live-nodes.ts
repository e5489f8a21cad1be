// The nodes of a cluster that serve at this moment, as its supervisor knows it.
import { askStatus } from '../control.ts';
import { Failure } from '../failure.ts';
import type { NodeStatus } from '../supervisor/control-contract.ts';
import type { Chosen } from './select.ts';

/** At least one; a failure if none serves. */
export async function liveNodes(chosen: Chosen): Promise<readonly [NodeStatus, ...NodeStatus[]]> {
  const { nodes } = await askStatus(chosen, false);
  const [first, ...others] = nodes.filter((node) => node.state === 'serving');
  if (first !== undefined) return [first, ...others];
  throw new Failure('could-not', `No node of \`${chosen.record.name}\` is serving`, {
    hint: `start one with \`engram-ops node start ${chosen.record.hosts[0]?.id}\``,
  });
}
