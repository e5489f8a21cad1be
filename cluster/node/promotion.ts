/** Which moves give a node the copy, or the office, that an operator wants it to have. Pure. */
import { ApiError } from '../errors.ts';
import type { NodeId } from '../model/ids.ts';
import type { PlannedMove } from '../placement/rebalance-plan.ts';
import type { SpaceView } from './space-view.ts';

export type Promotion = {
  readonly moves: readonly PlannedMove[];
  /** The replica that goes; null if none does. */
  readonly replaces: NodeId | null;
};

/** Throws if the node holds a copy that is not up to date, or if there is no primary to carry it out. */
export function choosePromotion(space: SpaceView, node: NodeId, toPrimary: boolean): Promotion {
  const { id, primary, replicas } = space;
  if (primary === null) {
    throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', `\`${id}\` has no primary now.`, {
      retryAfterSeconds: 1,
    });
  }
  if (primary === node) return { moves: [], replaces: null };
  const office: PlannedMove = { kind: 'primary', space: id, from: primary, to: node };
  if (replicas.includes(node)) {
    requireCurrent(space, node);
    return { moves: toPrimary ? [office] : [], replaces: null };
  }
  const replaces = slowest(space);
  if (replaces === null) {
    throw new ApiError(
      'STATE_CONFLICT',
      `\`${id}\` has no replica that \`${node}\` could replace.`,
    );
  }
  const copy: PlannedMove = { kind: 'copy', space: id, from: replaces, to: node };
  return { moves: toPrimary ? [copy, office] : [copy], replaces };
}

function requireCurrent({ id, missing }: SpaceView, node: NodeId): void {
  const lacking = missing.find((copy) => copy.node === node);
  if (lacking === undefined) return;
  const behind = lacking.lagSequences === null ? '' : ` by ${lacking.lagSequences} writes`;
  throw new ApiError(
    'STATE_CONFLICT',
    `The copy of \`${id}\` on \`${node}\` is ${lacking.reason}${behind}.`,
    {
      hint: 'Wait until GET /api/v1/cluster/replication/lag shows that it has caught up.',
    },
  );
}

/** The replica that is not there or furthest behind; the last one by id among equals. */
function slowest({ replicas, missing }: SpaceView): NodeId | null {
  const lag = (node: NodeId): number => {
    const lacking = missing.find((copy) => copy.node === node);
    if (lacking === undefined) return -1;
    return lacking.lagSequences ?? Number.POSITIVE_INFINITY;
  };
  return replicas.toReversed().toSorted((left, right) => lag(right) - lag(left))[0] ?? null;
}
