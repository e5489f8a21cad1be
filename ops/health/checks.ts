// The cluster health check: what every node says, and whether they all say the same. Pure; the asking is elsewhere.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Check, verdictOf } from '../check-list.ts';

/** What one node answered; a string is the reason why there is no answer. */
export type NodeReport = {
  /** As the operator named it. */
  readonly node: string;
  readonly health: ResponseOf<'getHealth'> | string;
  readonly members: ResponseOf<'getMembers'> | string;
  readonly partition: ResponseOf<'getPartitionStatus'> | string;
  readonly spaces: ResponseOf<'getSpaces'> | string;
  readonly replication: ResponseOf<'getReplicationStatus'> | string;
  readonly convergence: ResponseOf<'getConvergence'> | string;
};

/** Every check over the reports of all nodes; at least one report. */
export function checkCluster(reports: readonly NodeReport[]): readonly Check[] {
  return [
    check(
      'nodes are healthy',
      reports,
      (report) => judge(report.health, nodeFault),
      `${reports.length} healthy`,
    ),
    check(
      'members are alive',
      reports,
      (report) => judge(report.members, memberFault),
      membersOf(reports),
    ),
    sameEverywhere('nodes see the same members', reports, (report) =>
      mapAnswer(report.members, memberIds),
    ),
    sameEverywhere('versions are equal', reports, (report) =>
      mapAnswer(report.health, ({ version }) => version),
    ),
    check(
      'no partition',
      reports,
      (report) => judge(report.partition, partitionFault),
      'all connected, read_write',
    ),
    check('spaces have a live primary', reports, spacesFault, spacesOf(reports)),
    sameEverywhere(
      'nodes agree on primaries',
      reports,
      (report) => mapAnswer(report.spaces, primaries),
      'all agree',
    ),
    check(
      'spaces are fully replicated',
      reports,
      (report) => judge(report.replication, replicationFault),
      'all copies',
    ),
    check(
      'copies have converged',
      reports,
      (report) => judge(report.convergence, convergenceFault),
      'no divergence',
    ),
    ...acknowledgements(reports),
  ];
}

/** Somebody has chosen it, so it is no failure; who comes after a loss must be able to see it. */
function acknowledgements(reports: readonly NodeReport[]): readonly Check[] {
  const lossy = reports.filter(
    ({ replication }) => typeof replication !== 'string' && replication.ack_mode === 'async',
  );
  if (lossy.length === 0) return [];
  const nodes = lossy.map(({ node }) => node).join(', ');
  const detail = `${nodes}: ack_mode async, a failover may lose stores that were acknowledged`;
  return [{ name: 'writes wait for a majority', state: 'warn', detail }];
}

/** Fine if no node has a fault. */
function check(
  name: string,
  reports: readonly NodeReport[],
  faultOf: (report: NodeReport) => string | undefined,
  fine: string,
): Check {
  const faults = reports.flatMap((report) => {
    const fault = faultOf(report);
    return fault === undefined ? [] : [`${report.node}: ${fault}`];
  });
  return verdictOf(name, faults, fine);
}

/** Fine if every node answers, and all answers are equal. */
function sameEverywhere(
  name: string,
  reports: readonly NodeReport[],
  read: (report: NodeReport) => { readonly value: string } | string,
  fine?: string,
): Check {
  const answers = reports.map((report) => ({ node: report.node, answer: read(report) }));
  const values = new Set(
    answers.map(({ answer }) => (typeof answer === 'string' ? answer : answer.value)),
  );
  const ok = values.size === 1 && answers.every(({ answer }) => typeof answer !== 'string');
  const all = answers.map(
    ({ node, answer }) => `${node}: ${typeof answer === 'string' ? answer : answer.value}`,
  );
  return verdictOf(name, ok ? [] : all, fine ?? [...values].join());
}

function judge<T>(
  answer: T | string,
  faultOf: (answer: T) => string | undefined,
): string | undefined {
  return typeof answer === 'string' ? answer : faultOf(answer);
}

function mapAnswer<T>(
  answer: T | string,
  read: (answer: T) => string,
): { readonly value: string } | string {
  return typeof answer === 'string' ? answer : { value: read(answer) };
}

function nodeFault({ status, reasons, initialized }: ResponseOf<'getHealth'>): string | undefined {
  if (status !== 'healthy') return [status, ...reasons].join(', ');
  return initialized ? undefined : 'not initialized';
}

function memberFault({ members }: ResponseOf<'getMembers'>): string | undefined {
  const missing = members.filter((member) => member.state !== 'alive');
  return missing.length === 0
    ? undefined
    : missing.map(({ id, state }) => `${id} is ${state}`).join(', ');
}

function partitionFault(partition: ResponseOf<'getPartitionStatus'>): string | undefined {
  const { partitioned, mode, reachable, total } = partition;
  return partitioned || mode !== 'read_write'
    ? `${mode}, reaches ${reachable} of ${total}`
    : undefined;
}

function spacesFault({ spaces, members }: NodeReport): string | undefined {
  if (typeof spaces === 'string') return spaces;
  const alive = new Set(
    typeof members === 'string'
      ? []
      : members.members.filter(({ state }) => state === 'alive').map(({ id }) => id),
  );
  const faults = spaces.spaces.flatMap(({ id, primary_node }) => {
    if (primary_node === null) return [`${id} has no primary`];
    return alive.has(primary_node)
      ? []
      : [`${id} has its primary on ${primary_node}, which is not alive`];
  });
  return faults.length === 0 ? undefined : faults.join(', ');
}

function replicationFault({
  under_replicated,
}: ResponseOf<'getReplicationStatus'>): string | undefined {
  return under_replicated.length === 0
    ? undefined
    : `under-replicated: ${under_replicated.join(', ')}`;
}

function convergenceFault(convergence: ResponseOf<'getConvergence'>): string | undefined {
  if (convergence.converged) return undefined;
  const spaces = convergence.per_space
    .filter(({ converged }) => !converged)
    .map(({ space }) => space);
  const silent =
    convergence.unanswered.length === 0
      ? []
      : [`no answer from ${convergence.unanswered.join(', ')}`];
  return [`${convergence.divergence_count} diverging copies`, ...spaces, ...silent].join(', ');
}

function memberIds({ members }: ResponseOf<'getMembers'>): string {
  return members.map(({ id }) => id).join(' ');
}

function primaries({ spaces }: ResponseOf<'getSpaces'>): string {
  return spaces.map(({ id, primary_node }) => `${id}=${primary_node}`).join(' ');
}

function membersOf(reports: readonly NodeReport[]): string {
  const answer = reports
    .map(({ members }) => members)
    .find((members) => typeof members !== 'string');
  return answer === undefined ? 'none' : `${answer.members.length} alive`;
}

function spacesOf(reports: readonly NodeReport[]): string {
  const answer = reports.map(({ spaces }) => spaces).find((spaces) => typeof spaces !== 'string');
  if (answer === undefined) return 'none';
  return answer.spaces.length === 1 ? '1 space' : `${answer.spaces.length} spaces`;
}
