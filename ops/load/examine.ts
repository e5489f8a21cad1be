// What became of the writes of a history: reads them back from every serving node, and counts.
import { ask } from '../node-api.ts';
import type { NodeStatus } from '../supervisor/control-contract.ts';
import type { WriteOperation } from './history.ts';
import { type Finding, type Reading, verifyAll } from './verify.ts';

export type Nodes = readonly [NodeStatus, ...NodeStatus[]];

export type Verdict = ReturnType<typeof judge>;

const mostShown = 10;

/** Reads every acknowledged write through every node, and every refused one through one of them. */
export async function examine(
  writes: {
    readonly acknowledged: readonly WriteOperation[];
    /** Said not to have happened. */
    readonly refused: readonly WriteOperation[];
  },
  by: {
    readonly nodes: Nodes;
    /** Also from each copy of its space, without the help of other nodes. */
    readonly everyCopy: boolean;
  },
): Promise<Verdict> {
  const { acknowledged, refused } = writes;
  const { nodes } = by;
  const readings = nodes.flatMap((node) =>
    acknowledged.map((operation) => throughApi(operation, node)),
  );
  if (by.everyCopy) readings.push(...(await fromCopies(acknowledged, nodes)));
  const denied = refused.map((operation) => throughApi(operation, nodes[0]));
  return judge(acknowledged, {
    findings: await verifyAll(readings),
    deniedFindings: await verifyAll(denied),
    nodes,
  });
}

function throughApi({ memory_id, space }: WriteOperation, node: NodeStatus): Reading {
  return { memoryId: memory_id, space, node: node.id, url: node.url, consistency: 'primary' };
}

/** One reading per memory and copy of its space; copies on nodes that do not serve cannot be read. */
async function fromCopies(
  operations: readonly WriteOperation[],
  nodes: Nodes,
): Promise<readonly Reading[]> {
  const { spaces } = await ask(nodes[0].url, '/api/v1/cluster/spaces');
  return operations.flatMap((operation) => {
    const space = spaces.find(({ id }) => id === operation.space);
    const holders = [space?.primary_node, ...(space?.replicas ?? [])];
    return nodes
      .filter(({ id }) => holders.includes(id))
      .map((node): Reading => ({ ...throughApi(operation, node), consistency: 'local' }));
  });
}

type Found = {
  /** Of acknowledged writes. */
  readonly findings: readonly Finding[];
  /** Of writes that were said not to have happened. */
  readonly deniedFindings: readonly Finding[];
  readonly nodes: Nodes;
};

function judge(
  acknowledged: readonly WriteOperation[],
  { findings, deniedFindings, nodes }: Found,
) {
  const absent = findings.filter(({ found }) => found === 'absent');
  const unread = [...findings, ...deniedFindings].filter(({ found }) => found === 'unread');
  const contradicted = deniedFindings.filter(({ found }) => found === 'present');
  const lost = new Set(absent.map(({ reading }) => reading.memoryId));
  const doubtful = new Set(unread.map(({ reading }) => reading.memoryId));
  const ids = new Set(acknowledged.map(({ memory_id }) => memory_id));
  return {
    acknowledged: ids.size,
    present: [...ids].filter((id) => !lost.has(id) && !doubtful.has(id)).length,
    lost: lost.size,
    /** Refused for certain, and there all the same. */
    contradicted: contradicted.length,
    reads: findings.length + deniedFindings.length,
    unread: unread.length,
    nodes: nodes.map(({ id }) => id),
    lost_reads: absent.slice(0, mostShown).map(describe),
    contradicted_reads: contradicted.slice(0, mostShown).map(({ reading }) => reading.memoryId),
    unread_reasons: [...new Set(unread.map(describe))].slice(0, mostShown),
  };
}

function describe({ reading, reason }: Finding): string {
  const how = reading.consistency === 'local' ? "'s own copy" : '';
  return `${reading.memoryId} on ${reading.node}${how}: ${reason}`;
}
