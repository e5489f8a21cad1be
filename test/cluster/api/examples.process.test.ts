import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EndpointName, endpoints } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';
import { examples } from './examples/all.ts';
import type { Example } from './examples/example.ts';
import { stopExamples } from './examples/nodes.ts';
import { differentFields } from './examples/shape.ts';

let cluster: LiveCluster;
beforeAll(async () => {
  cluster = await makeCluster(4);
  await cluster.start();
  await cluster.waitForAlive(4);
});
afterAll(() => cluster.destroy());

/** Each example that stops a node has a node of its own. */
function nodeFor(example: Example): LiveNode {
  const stop = stopExamples.indexOf(example);
  return cluster.node(stop === -1 ? 0 : 1 + stop);
}

/** Examples that are still to be written. This list may only become shorter. */
const withoutExample: readonly EndpointName[] = [
  'getRepair',
  'getConsolidations',
  'getConsolidation',
  'getDivergence',
  'getConflicts',
  'resolveConflicts',
  'startFullSync',
  'getFullSync',
  'getGossipHealth',
];

test('every operation has an example, but for those that are known to have none', () => {
  const shown = new Set(examples.map(({ endpoint }) => endpoint));
  const all = Object.keys(endpoints) as EndpointName[];
  expect(all.filter((name) => !shown.has(name))).toEqual(withoutExample);
});

test.each(examples.map((example) => [example.endpoint, example.title, example] as const))(
  '%s: %s',
  async (_name, _title, example) => {
    const endpoint = endpoints[example.endpoint];
    const { request, response: schema } = endpoint;
    const body = example.body ?? (request === null ? undefined : {});
    if (request !== null) expect(request.safeParse(body).error).toBeUndefined();
    if (schema !== null) expect(schema.parse(example.response)).toEqual(example.response);

    const params = paramsOf(example);
    const path = endpoint.path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    const node = nodeFor(example);
    const answer = await node.ask(
      endpoint.method,
      `${path}${example.query ?? ''}`,
      body,
      example.headers,
    );
    expect(answer.status, JSON.stringify(answer.body)).toBe(example.status ?? endpoint.status);
    if (schema === null) {
      expect(String(answer.body).split('\n')[0]).toBe(example.response);
      return;
    }
    expect(schema.parse(answer.body)).toEqual(answer.body);
    expect(differentFields(answer.body, example.response)).toEqual([]);
    if (endpoint === endpoints.createSnapshot) await waitForSnapshot(node, answer.body);
    if (endpoint === endpoints.initialize) await waitForVersion(node);
    if (endpoint === endpoints.clearMinorityMode) await waitForOffices(node);
    if (endpoint === endpoints.shutdownNode) await cluster.node(3).waitForExit(20_000);
  },
);

let snapshotId = '';

/** The id of the snapshot is the cluster's choice; every other name is ours. */
function paramsOf({ endpoint, params = {} }: Example): Readonly<Record<string, string>> {
  return endpoint === 'getSnapshotStatus' ? { id: snapshotId } : params;
}

async function waitForSnapshot(node: LiveNode, body: unknown): Promise<void> {
  snapshotId = endpoints.createSnapshot.response.parse(body).snapshot_id;
  const path = endpoints.getSnapshotStatus.path.replace(':id', snapshotId);
  const isComplete = async (): Promise<boolean> =>
    (await node.get('getSnapshotStatus', path)).status === 'complete';
  await waitUntil(isComplete, 60_000, 'the snapshot');
}

/** The founders agree on the version of the cluster a moment after its beginning. */
async function waitForVersion(node: LiveNode): Promise<void> {
  const agreed = async (): Promise<boolean> => {
    const { cluster_version } = await node.get('getUpgradeStatus', endpoints.getUpgradeStatus.path);
    return cluster_version !== null;
  };
  await waitUntil(agreed, 60_000, 'the version of the cluster');
}

/** Whoever gave its offices away is followed by others a moment later. */
async function waitForOffices(node: LiveNode): Promise<void> {
  await waitUntil(
    async () => (await cluster.primaryOf('notes', node)) !== null,
    60_000,
    'a primary',
  );
}
