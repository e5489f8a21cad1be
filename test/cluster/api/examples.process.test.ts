import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EndpointName, endpoints } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, type LiveNode, makeCluster } from '../node/live-cluster.ts';
import { calmExamples, examples } from './examples/all.ts';
import { askExample } from './examples/ask.ts';
import { beliefExamples, conflictExamples, divergenceExamples } from './examples/beliefs.ts';
import type { Example } from './examples/example.ts';
import { Names } from './examples/names.ts';
import { stopExamples } from './examples/nodes.ts';
import { decommissionExamples, repairExamples } from './examples/repair.ts';
import { nameByPart, TroubledCluster } from './examples/troubled-cluster.ts';

test('every operation has an example', () => {
  const shown = new Set(examples.map(({ endpoint }) => endpoint));
  const all = Object.keys(endpoints) as EndpointName[];
  expect(all.filter((name) => !shown.has(name))).toEqual([]);
});

const titled = (list: readonly Example[]) =>
  list.map((example) => [example.endpoint, example.title, example] as const);

describe('a calm cluster answers as is shown', () => {
  const names = new Names();
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
    return cluster.byId(names.real(`node-${stop === -1 ? 1 : 2 + stop}`));
  }

  test.each(titled(calmExamples))('%s: %s', async (_name, _title, example) => {
    const node = nodeFor(example);
    const answered = await askExample(node, example, names);
    if (example.endpoint === 'initialize') await waitForVersion(node);
    if (example.endpoint === 'createSpace') nameHolders(answered);
    if (example.endpoint === 'clearMinorityMode') await waitForOffices(node);
    if (example.endpoint === 'shutdownNode') {
      await cluster.byId(names.real('node-4')).waitForExit(20_000);
    }
  });

  /** Whoever has a copy is the cluster's choice; in the examples node-2 is the primary. */
  function nameHolders(answered: unknown): void {
    const { primary_node, replicas } = endpoints.createSpace.response.parse(answered);
    const parts = ['node-2', 'node-1', 'node-3', 'node-4'];
    nameByPart(names, cluster, [primary_node, ...replicas], parts);
  }

  /** The founders agree on the version of the cluster a moment after its beginning. */
  async function waitForVersion(node: LiveNode): Promise<void> {
    const { path } = endpoints.getUpgradeStatus;
    const agreed = async (): Promise<boolean> =>
      (await node.get('getUpgradeStatus', path)).cluster_version !== null;
    await waitUntil(agreed, 60_000, 'the version of the cluster');
  }

  /** Whoever gave its offices away is followed by others a moment later. */
  async function waitForOffices(node: LiveNode): Promise<void> {
    const isLed = async (): Promise<boolean> => (await cluster.primaryOf('notes', node)) !== null;
    await waitUntil(isLed, 60_000, 'a primary');
  }
});

describe('a cluster in trouble answers as is shown', () => {
  const names = new Names();
  let troubled: TroubledCluster;
  beforeAll(async () => {
    troubled = await TroubledCluster.make(names);
    await troubled.start();
  });
  afterAll(() => troubled.cluster.destroy());

  describe.each([
    ['when consolidation has run', () => troubled.findBelief(), beliefExamples],
    ['while gossip does not reach a copy', () => troubled.cutGossip(), divergenceExamples],
    ['when two copies consolidated apart', () => troubled.findApart(), conflictExamples],
    ['when a copy is lost', () => troubled.killReplica(), repairExamples],
    ['when its node is back', () => troubled.bringBack(), decommissionExamples],
  ] as const)('%s', (_when, happen, list) => {
    beforeAll(happen);
    test.each(titled(list))('%s: %s', async (_name, _title, example) => {
      await askExample(troubled.node('node-1'), example, names);
    });
  });
});
