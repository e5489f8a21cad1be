// What engram-ops asks of a node over HTTP. The shapes are the cluster's contract, as types only: loading its schemas
// would more than double the start of every command.
import type { ErrorEnvelope, ResponseOf } from '../cluster/api/contract.ts';
import { Failure } from './failure.ts';
import { type Answer, call, NoAnswer } from './http.ts';
import { waitUntil } from './wait.ts';

/** Milliseconds for one question; the node itself gives up after five seconds. */
const deadline = 6_000;
/** Milliseconds for an order that a cluster without a leader may refuse for a moment. */
const patience = 15_000;
const retryEvery = 100;

type Questions = {
  readonly '/api/v1/cluster/replication/lag': ResponseOf<'getReplicationLag'>;
  readonly '/health': ResponseOf<'getHealth'>;
  readonly '/api/v1/cluster/members': ResponseOf<'getMembers'>;
  readonly '/api/v1/cluster/spaces': ResponseOf<'getSpaces'>;
  readonly '/api/v1/cluster/partition/status': ResponseOf<'getPartitionStatus'>;
  readonly '/api/v1/cluster/replication/status': ResponseOf<'getReplicationStatus'>;
  readonly '/api/v1/cluster/convergence': ResponseOf<'getConvergence'>;
  readonly '/api/v1/cluster/upgrade/status': ResponseOf<'getUpgradeStatus'>;
  readonly '/api/v1/cluster/divergence': ResponseOf<'getDivergence'>;
  readonly '/api/v1/cluster/conflicts': ResponseOf<'getConflicts'>;
  readonly '/api/v1/cluster/gossip/health': ResponseOf<'getGossipHealth'>;
  readonly [sync: `/api/v1/cluster/gossip/full-sync/${string}`]: ResponseOf<'getFullSync'>;
};

type Orders = {
  readonly '/api/v1/cluster/initialize': ResponseOf<'initialize'>;
  readonly '/api/v1/spaces': ResponseOf<'createSpace'>;
  readonly '/api/v1/cluster/finalize-upgrade': ResponseOf<'finalizeUpgrade'>;
  readonly '/api/v1/cluster/conflicts/resolve': ResponseOf<'resolveConflicts'>;
  readonly '/api/v1/cluster/gossip/full-sync': ResponseOf<'startFullSync'>;
};

/** The answer to a GET at the node with this URL; a failure for everything but 2xx. */
export async function ask<Path extends keyof Questions>(
  url: string,
  path: Path,
): Promise<Questions[Path]> {
  return await askPath<Questions[Path]>(url, path);
}

/** The same for a path with names in it; the caller says what the contract gives for it. */
export async function askPath<Body>(url: string, path: string): Promise<Body> {
  const answer = await call({ url: `${url}${path}`, deadline }).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Failure('could-not', `\`GET ${url}${path}\`: ${error.message}`);
  });
  // An unhealthy node answers 503 with the same body as a healthy one.
  if (path === '/health' && answer.status === 503) return readJson(answer, `GET ${url}${path}`);
  return accept(answer, `GET ${url}${path}`);
}

/** The answer to a POST. While the cluster is not available it is repeated, so the order must be idempotent. */
export async function command<Path extends keyof Orders>(
  url: string,
  path: Path,
  body: unknown,
): Promise<Orders[Path]> {
  return await orderPath<Orders[Path]>(url, 'POST', path, body);
}

/** The same for any method and a path with names in it; the caller says what the contract gives for it. */
export async function orderPath<Body>(
  url: string,
  method: 'POST' | 'DELETE',
  path: string,
  body: unknown,
): Promise<Body> {
  let answer: Answer | undefined;
  let reason = '';
  await waitUntil(
    async () => {
      answer = await call({ method, url: `${url}${path}`, body, deadline }).catch(
        (error: unknown) => {
          if (!(error instanceof NoAnswer)) throw error;
          reason = error.message;
          return undefined;
        },
      );
      return answer !== undefined && answer.status !== 503;
    },
    { deadline: patience, every: retryEvery },
  );
  const what = `${method} ${url}${path}`;
  if (answer === undefined) throw new Failure('could-not', `\`${what}\`: ${reason}`);
  return accept(answer, what);
}

/** The error of an answer that is not a success, if it is in the cluster's form. */
export function errorOf(answer: Answer): ErrorEnvelope['error'] | undefined {
  try {
    return (JSON.parse(answer.text) as Partial<ErrorEnvelope>).error;
  } catch {
    return undefined;
  }
}

function accept<T>(answer: Answer, what: string): T {
  if (answer.status >= 200 && answer.status < 300) return readJson(answer, what);
  const error = errorOf(answer);
  throw new Failure('could-not', `\`${what}\` answered ${answer.status}`, {
    details: [error === undefined ? answer.text.slice(0, 200) : `${error.code}: ${error.message}`],
    hint: error?.cognitive_guidance,
    code: error?.code,
  });
}

function readJson<T>(answer: Answer, what: string): T {
  try {
    return JSON.parse(answer.text) as T;
  } catch {
    throw new Failure('could-not', `Unexpected answer to \`${what}\`, expected JSON`, {
      details: [answer.text.slice(0, 200)],
    });
  }
}
