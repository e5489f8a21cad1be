/** Orders about placement: any node takes them, the coordinator carries them out. */
import type { Deadline } from '../api/deadline.ts';
import { placementOrderPath } from '../api/internal.ts';
import type { NodeId } from '../model/ids.ts';
import { findDecommission } from '../placement/decommission.ts';
import { type Attempt, askOffice, notCoordinator } from './ask-office.ts';
import type { CatalogHost, Groups } from './groups.ts';
import { OfficeLine } from './office-line.ts';
import { type Peers, toFailedAttempt } from './peers.ts';
import type { PlacementDecisions } from './placement-decisions.ts';
import type { OrderResults, PlacementOrder, PlacementQuestion } from './placement-order.ts';
import { fromRemoteAnswer, type RemoteAnswer, toRemoteAnswer } from './remote-answer.ts';
import type { Signal } from './signal.ts';

export type PlacementOrdersDeps = {
  readonly groups: Groups;
  readonly peers: Peers;
  readonly changed: Signal;
  readonly decisions: PlacementDecisions;
  /** Throws when this node must not take writes now. */
  readonly requireWritable: () => void;
};

type Result = OrderResults[keyof OrderResults];

export class PlacementOrders {
  readonly #deps: PlacementOrdersDeps;
  readonly #line = new OfficeLine();

  constructor(deps: PlacementOrdersDeps) {
    this.#deps = deps;
  }

  /** Has the coordinator carry the order out, or answer; throws its refusal. */
  async give<Order extends PlacementOrder>(
    order: Order,
    deadline: Deadline,
  ): Promise<OrderResults[Order['kind']]> {
    const { groups, changed, requireWritable } = this.#deps;
    const writes = !isQuestion(order);
    if (writes) requireWritable();
    const remote = await askOffice<RemoteAnswer<Result>>(
      {
        office: 'The coordinator',
        line: this.#line,
        candidates: () => groups.catalog?.status().copies.voters ?? [],
        holder: () => groups.catalog?.status().primary ?? null,
        ask: (node, deadlineMs) => this.#ask(node, order, deadlineMs),
        writes,
      },
      deadline,
      changed,
    );
    // The coordinator runs this program's `carryOut`, which gives the result that belongs to the order's kind.
    return fromRemoteAnswer(remote) as OrderResults[Order['kind']];
  }

  /** What this node says when it is asked as the coordinator. */
  async answer(order: PlacementOrder): Promise<Attempt<RemoteAnswer<Result>>> {
    const { catalog } = this.#deps.groups;
    const status = catalog?.status();
    if (catalog === null || status?.role !== 'primary' || !status.settled) {
      return notCoordinator(status?.primary ?? null);
    }
    if (isQuestion(order) && !(await catalog.confirm())) return notCoordinator(catalog.primary);
    const { decisions } = this.#deps;
    const answer = await toRemoteAnswer<Result>(async () =>
      isQuestion(order) ? look(catalog, order) : await decisions.carryOut(catalog, order),
    );
    return { kind: 'answered', answer };
  }

  async #ask(
    node: NodeId,
    order: PlacementOrder,
    deadlineMs: number,
  ): Promise<Attempt<RemoteAnswer<Result>>> {
    const { peers } = this.#deps;
    if (node === peers.self) return await this.answer(order);
    try {
      const answer = await peers.ask(node, placementOrderPath, order, deadlineMs);
      // The peer is another node of this program: it answers what `answer` above returns.
      return answer as Attempt<RemoteAnswer<Result>>;
    } catch (thrown) {
      return toFailedAttempt(thrown);
    }
  }
}

function isQuestion(order: PlacementOrder): order is PlacementQuestion {
  return order.kind === 'find-rebalance' || order.kind === 'find-decommission';
}

function look({ machine }: CatalogHost, { kind, id }: PlacementQuestion): Result {
  return kind === 'find-rebalance'
    ? machine.findRebalance(id)
    : findDecommission(machine.decommissions(), id);
}
