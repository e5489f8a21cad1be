// Talks to the supervisor of a cluster.
import { Failure, type FailureKind } from './failure.ts';
import type { FaultChange, ListedFault } from './faults/answer.ts';
import type { FaultOutcome } from './faults/fault.ts';
import { type Answer, call, NoAnswer } from './http.ts';
import { clusterFiles } from './layout.ts';
import type { Chosen } from './state/select.ts';
import type { ClusterStatus } from './supervisor/control-contract.ts';
import type { Done } from './supervisor/node-host.ts';

/** Milliseconds. A verb may take as long as a graceful stop; an answer from memory may not. */
const deadlines = { verb: 60_000, faults: 180_000, answer: 10_000, end: 3_000 } as const;

/** The state of every node; with `members` also whom each of them sees. */
export async function askStatus(chosen: Chosen, members: boolean): Promise<ClusterStatus> {
  return (await tell(
    chosen,
    'GET',
    members ? '/status?members' : '/status',
    deadlines.answer,
  )) as ClusterStatus;
}

/** Lets the supervisor act on one node. */
export async function actOnNode(chosen: Chosen, node: string, verb: string): Promise<Done> {
  return (await tell(chosen, 'POST', `/nodes/${node}/${verb}`, deadlines.verb)) as Done;
}

/** The faults that are there. */
export async function askFaults(chosen: Chosen): Promise<readonly ListedFault[]> {
  const { faults } = (await tell(chosen, 'GET', '/faults', deadlines.answer)) as {
    readonly faults: readonly ListedFault[];
  };
  return faults;
}

/** Injects or clears; what became of each fault, in the order in which it was done. */
export async function changeFaults(
  chosen: Chosen,
  change: FaultChange,
): Promise<readonly FaultOutcome[]> {
  const path = change.kind === 'inject' ? '/faults/inject' : '/faults/clear';
  const { outcomes } = (await tell(chosen, 'POST', path, deadlines.faults, change)) as {
    readonly outcomes: readonly FaultOutcome[];
  };
  return outcomes;
}

/** Asks the supervisor to end the cluster; false if it does not answer. */
export async function askToEnd(chosen: Chosen): Promise<boolean> {
  return tell(chosen, 'POST', '/end', deadlines.end).then(
    () => true,
    () => false,
  );
}

async function tell(
  chosen: Chosen,
  method: 'GET' | 'POST',
  path: string,
  deadline: number,
  body?: unknown,
): Promise<unknown> {
  const socketPath = clusterFiles(chosen.folder).control;
  let answer: Answer;
  try {
    answer = await call({ method, url: `http://supervisor${path}`, socketPath, deadline, body });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Failure(
      'could-not',
      `The supervisor of \`${chosen.record.name}\` does not answer: ${error.message}`,
      {
        hint: `end the cluster with \`engram-ops cluster down --cluster ${chosen.record.name}\``,
      },
    );
  }
  const said = JSON.parse(answer.text) as unknown;
  if (answer.status === 200) return said;
  const told = said as {
    kind: FailureKind;
    message: string;
    details: readonly string[];
    hint?: string;
  };
  throw new Failure(told.kind, told.message, { details: told.details, hint: told.hint });
}
