/** How far a decommission is, from the catalog and the members as a node sees them. Pure. */
import type { SpaceId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import type { Catalog } from '../placement/catalog.ts';
import type { Decommission, DecommissionState } from '../placement/decommission.ts';
import { isFinal, isOpen, type Move, type RebalanceRun } from '../placement/rebalance-run.ts';

export type DecommissionView = {
  readonly state: DecommissionState;
  /** Spaces of which it holds a copy, or did when it was over; sorted. */
  readonly copiesLeft: readonly SpaceId[];
  /** The newest rebalance, if it takes copies from the node. */
  readonly rebalance: RebalanceRun | null;
  /** Moves of that one which have failed. */
  readonly failures: readonly Move[];
};

export type DecommissionNeeds = {
  readonly decommission: Decommission;
  readonly catalog: Pick<Catalog, 'spaces' | 'rebalance'>;
  readonly members: readonly Member[];
  /** The newest rebalance is open and does not move on. */
  readonly isStuck: boolean;
};

export function viewDecommission(needs: DecommissionNeeds): DecommissionView {
  const { decommission, catalog } = needs;
  const { node, end } = decommission;
  const spaces = catalog.spaces().filter(({ copies: { voters, learners } }) => {
    return voters.includes(node) || learners.includes(node);
  });
  const newest = catalog.rebalance();
  const rebalance = newest?.moves.some(({ from }) => from === node) ? newest : null;
  const failures = (rebalance?.moves ?? []).filter(
    (move) => move.from === node && move.state === 'failed',
  );
  const copiesLeft = spaces.map(({ id }) => id);
  const view = { copiesLeft, rebalance, failures };
  if (end !== null) return { ...view, state: end.outcome };
  return { ...view, state: openState(needs, view) };
}

function openState(
  { decommission: { node }, members, isStuck }: DecommissionNeeds,
  { copiesLeft, rebalance, failures }: Omit<DecommissionView, 'state'>,
): DecommissionView['state'] {
  const member = members.find(({ id }) => id === node);
  if (member?.draining === false && member.state === 'alive') return 'draining';
  if (copiesLeft.length === 0) return 'leaving';
  if (rebalance === null) return 'moving';
  const hasFailed = !isOpen(rebalance) && failures.length > 0;
  const waits = isStuck && rebalance.moves.some(({ state }) => !isFinal(state));
  return hasFailed || waits ? 'stuck' : 'moving';
}
