// `history verify`: no acknowledged write may be lost, and none that was refused may be there. Exit code 1 if one is, 3 if
// there was nothing to check.
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { type Operation, readHistory } from '../load/history.ts';
import { type Finding, type Reading, verifyAll } from '../load/verify.ts';
import { ask } from '../node-api.ts';
import { print, printJson, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';
import type { NodeStatus } from '../supervisor/control-contract.ts';

export type VerifyOptions = {
  readonly cluster?: string;
  readonly everyCopy?: boolean;
  readonly json?: boolean;
};

type Nodes = readonly [NodeStatus, ...NodeStatus[]];

const mostShown = 10;

export async function historyVerify(path: string, options: VerifyOptions): Promise<number> {
  const history = readHistory(path);
  const acknowledged = history.filter(({ outcome }) => outcome === 'ok');
  const refused = history.filter(({ outcome }) => outcome === 'fail');
  if (acknowledged.length === 0) {
    throw new Failure(
      'could-not',
      `\`${path}\` has no acknowledged write, so there is nothing to check`,
      {
        hint: 'write some with `engram-ops load write`',
      },
    );
  }
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const nodes = await liveNodes(chosen);
  const readings = nodes.flatMap((node) =>
    acknowledged.map((operation) => throughApi(operation, node)),
  );
  if (options.everyCopy) readings.push(...(await fromCopies(acknowledged, nodes)));
  const denied = refused.map((operation) => throughApi(operation, nodes[0]));
  const verdict = judge(acknowledged, {
    findings: await verifyAll(readings),
    deniedFindings: await verifyAll(denied),
    nodes,
  });
  if (options.json) printJson(verdict);
  else print(asText(verdict));
  if (verdict.lost > 0 || verdict.contradicted > 0) return 1;
  if (verdict.unread === 0) return 0;
  throw new Failure(
    'could-not',
    `${verdict.unread} reads had no answer, so nobody knows whether all is there`,
    {
      details: verdict.unread_reasons,
      hint: 'look at the cluster with `engram-ops health`',
    },
  );
}

function throughApi({ memory_id, space }: Operation, node: NodeStatus): Reading {
  return { memoryId: memory_id, space, node: node.id, url: node.url, consistency: 'primary' };
}

/** One reading per memory and copy of its space; copies on nodes that do not serve cannot be read. */
async function fromCopies(
  operations: readonly Operation[],
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

function judge(acknowledged: readonly Operation[], { findings, deniedFindings, nodes }: Found) {
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

function asText(verdict: ReturnType<typeof judge>): string {
  const { acknowledged, present, lost, contradicted, reads, unread, nodes } = verdict;
  const rows = [[acknowledged, present, lost, contradicted, reads, unread, nodes.join(', ')]];
  const lines = [
    table(['ACKNOWLEDGED', 'PRESENT', 'LOST', 'CONTRADICTED', 'READS', 'UNREAD', 'NODES'], rows),
  ];
  if (lost > 0) lines.push('Not found:', ...verdict.lost_reads.map((line) => `  ${line}`));
  if (contradicted > 0) {
    const ids = verdict.contradicted_reads.map((id) => `  ${id}`);
    lines.push('Refused, and there all the same:', ...ids);
  }
  return lines.join('\n');
}
