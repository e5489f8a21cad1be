// What the nodes of a cluster say about a split, put side by side. Pure.
import type { ResponseOf } from '../../cluster/api/contract.ts';

type Status = ResponseOf<'getPartitionStatus'>;

/** A node's own answer; where there is none, the reason. */
export type NodeView = { readonly node: string; readonly status: Status | string };

export type Overview = {
  /**
   * `connected`: every node answers and misses nobody. `node_missing`: nodes are missing, and those that answer are on one
   * side. `split`: nodes that answer are on several sides. `split_brain`: more than one of these sides takes writes.
   */
  readonly verdict: 'connected' | 'node_missing' | 'split' | 'split_brain';
  /** Nodes that count each other as alive, largest side first. Nodes that do not answer are on none. */
  readonly sides: readonly {
    readonly nodes: readonly string[];
    /** At least one of its nodes takes writes. */
    readonly writable: boolean;
  }[];
  /** Nodes that did not answer. */
  readonly silent: readonly string[];
  /** Nodes that are read-only by order of an operator. */
  readonly forced: readonly string[];
};

export function overview(views: readonly NodeView[]): Overview {
  const answers = views.flatMap(({ node, status }) =>
    typeof status === 'string' ? [] : [{ node, status }],
  );
  const sides = sidesOf(answers);
  const silent = views.flatMap(({ node, status }) => (typeof status === 'string' ? [node] : []));
  const forced = answers.filter(({ status }) => status.forced).map(({ node }) => node);
  const missing = silent.length > 0 || answers.some(({ status }) => status.unreachable.length > 0);
  const several = sides.length > 1;
  const brains = sides.filter(({ writable }) => writable).length;
  const verdict =
    several && brains > 1
      ? 'split_brain'
      : several
        ? 'split'
        : missing
          ? 'node_missing'
          : 'connected';
  return { verdict, sides, silent, forced };
}

type Answer = { readonly node: string; readonly status: Status };

/** Groups of nodes connected by mutual belief: A counts B as alive and B counts A. */
function sidesOf(answers: readonly Answer[]): Overview['sides'] {
  const open = new Set(answers);
  const sides: { nodes: string[]; writable: boolean }[] = [];
  for (const first of answers) {
    if (!open.delete(first)) continue;
    const side = [first];
    for (const member of side) {
      for (const other of open) {
        if (!(counts(member, other) && counts(other, member))) continue;
        open.delete(other);
        side.push(other);
      }
    }
    sides.push({
      nodes: side.map(({ node }) => node),
      writable: side.some(({ status }) => status.mode === 'read_write'),
    });
  }
  return sides.sort((left, right) => right.nodes.length - left.nodes.length);
}

function counts({ status }: Answer, { node }: Answer): boolean {
  return status.members.some(({ id, state }) => id === node && state === 'alive');
}
