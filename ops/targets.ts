// The nodes that a question is put to: all of a test cluster, or those that the operator names, of whatever cluster.
import { askStatus } from './control.ts';
import { describeReason, Failure } from './failure.ts';
import { placeEnvironment } from './isolation/place.ts';
import { repeatInside } from './isolation/run-in-place.ts';
import { ports } from './layout.ts';
import { ask } from './node-api.ts';
import { type Chosen, chooseCluster } from './state/select.ts';

export type Addressed = {
  readonly cluster?: string;
  /** Host, host:port or URL, separated by commas or spaces. */
  readonly nodes?: string;
  readonly json?: boolean;
};

export type Target = { readonly node: string; readonly url: string };

/**
 * Runs `work` where the nodes can be reached; gives its exit code. `environment`: what programs need there, so that `ssh`
 * and `engram` lead to the nodes of a test cluster.
 */
export async function withTargets(
  options: Addressed,
  work: (targets: readonly Target[], environment: NodeJS.ProcessEnv) => Promise<number>,
): Promise<number> {
  // Nodes that the operator named may belong to a real cluster; then no test cluster is needed.
  const chosen =
    options.nodes !== undefined && options.cluster === undefined
      ? undefined
      : chooseCluster(options.cluster);
  const repeated = chosen === undefined ? undefined : await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const place = chosen === undefined ? {} : placeEnvironment(chosen.record, chosen.folder);
  return await work(await targetsOf(options.nodes, chosen), { ...process.env, ...place });
}

/** The first that answers, whatever it says about its health; a failure if none does. */
export async function answering(targets: readonly Target[]): Promise<Target> {
  const reasons: string[] = [];
  for (const target of targets) {
    try {
      await ask(target.url, '/health');
      return target;
    } catch (error) {
      reasons.push(describeReason(error));
    }
  }
  throw new Failure('could-not', 'No node answers', { details: reasons });
}

/** The nodes that are named, or those that belong to the test cluster; at least one. */
export async function targetsOf(
  nodes: string | undefined,
  chosen: Chosen | undefined,
): Promise<readonly Target[]> {
  if (nodes === undefined) return chosen === undefined ? [] : await ownNodes(chosen);
  const words = nodes.split(/[\s,]+/).filter((word) => word !== '');
  const hosts = chosen?.record.hosts ?? [];
  if (words.length > 0) return words.map((word) => targetOf(word, hosts));
  throw new Failure('usage', 'Unexpected empty CLUSTER_NODES, expected at least one node', {
    hint: 'name nodes such as `CLUSTER_NODES=node-1,node-2`, or unset it',
  });
}

/**
 * The hosts whose node runs, and those whose node counts for the majority although it does not: it should run. A host
 * that was never started, and one whose node was decommissioned or forgotten, is no part of the cluster.
 */
async function ownNodes(chosen: Chosen): Promise<readonly Target[]> {
  const { nodes } = await askStatus(chosen, false);
  const serving = nodes.filter(({ state }) => state === 'serving');
  const voters = new Set((await Promise.all(serving.map(({ url }) => votersSeenBy(url)))).flat());
  const all = chosen.record.hosts.map(({ id, url }) => ({ node: id, url }));
  const own = all.filter(({ node }) => voters.has(node) || serving.some(({ id }) => id === node));
  // When nobody says who belongs to it, everybody is asked, and none will answer.
  return own.length === 0 ? all : own;
}

async function votersSeenBy(url: string): Promise<readonly string[]> {
  return ask(url, '/api/v1/cluster/partition/status').then(
    ({ members }) => members.map(({ id }) => id),
    (error: unknown) => {
      // Its silence shows in the checks.
      if (error instanceof Failure) return [];
      throw error;
    },
  );
}

/** `node-1`, `10.0.1.10:7432` or `https://node-1:7432`; names of the test cluster lead to its addresses. */
function targetOf(
  word: string,
  hosts: readonly { readonly id: string; readonly address: string }[],
): Target {
  const text = word.includes('://') ? word : `http://${word}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(
      'usage',
      `Unexpected node \`${word}\`, expected a host, host:port or http URL`,
    );
  }
  const host = hosts.find(({ id }) => id === url.hostname)?.address ?? url.hostname;
  const port = url.port === '' && !word.includes('://') ? ports.http : url.port;
  return { node: word, url: `${url.protocol}//${host}${port === '' ? '' : `:${port}`}` };
}
