import { describe, expect, test } from 'vitest';
import { type CallAnswer, type CallOptions, callNode } from '../../../cluster/swim/caller.ts';
import { SimCluster } from './sim-cluster.ts';

function formed(): SimCluster {
  const cluster = new SimCluster({ seed: 7, nodes: 3 });
  cluster.startAll();
  expect(cluster.until(() => cluster.agree('alive', cluster.ids), 2_000)).not.toBeNull();
  return cluster;
}

async function call(cluster: SimCluster, options: Partial<CallOptions> = {}): Promise<CallAnswer> {
  const answer = callNode(cluster.network.open('127.0.1.99:0'), cluster.clock, {
    address: cluster.address('node-1'),
    node: 'node-1',
    caller: 'stranger',
    timeoutMs: 2_000,
    ...options,
  });
  cluster.clock.advance(3_000);
  return await answer;
}

describe('a call from outside', () => {
  test('is answered by the node that is meant, which tells whom it knows', async () => {
    const answer = await call(formed());
    expect(answer).toMatchObject({ node: 'node-1', pings: 1, otherNode: null });
    expect(answer.roundTripMs).toBeGreaterThan(0);
    for (const { state } of answer.members) expect(state).toBe('alive');
  });

  test('finds out who is there when it does not know', async () => {
    const answer = await call(formed(), { address: '127.0.1.2:7946', node: null });
    expect(answer.node).toBe('node-2');
  });

  test('makes nobody a member', async () => {
    const cluster = formed();
    await call(cluster);
    for (const [id, { agent }] of cluster.running) {
      expect(
        agent.members().map((member) => member.id),
        id,
      ).toEqual(cluster.ids);
    }
  });

  test('is no answer when another node lives at the address', async () => {
    const answer = await call(formed(), { node: 'node-3' });
    expect(answer).toMatchObject({ node: null, roundTripMs: null, otherNode: 'node-1' });
  });

  test('asks again until the time is over when nobody is there', async () => {
    const cluster = formed();
    cluster.kill('node-1');
    const answer = await call(cluster, { timeoutMs: 1_000 });
    expect(answer).toEqual({
      node: null,
      roundTripMs: null,
      pings: 4,
      otherNode: null,
      members: [],
    });
  });

  test('outlives the loss of half of all datagrams', async () => {
    const cluster = formed();
    cluster.network.setFaults({ loss: 0.5, duplicate: 0, delayMs: [0, 5] });
    const answer = await call(cluster, { timeoutMs: 10_000 });
    cluster.clock.advance(10_000);
    expect(answer.node).toBe('node-1');
  });

  test('ignores what comes from other addresses', async () => {
    const cluster = formed();
    cluster.kill('node-1');
    const liar = cluster.network.open('127.0.1.98:7946');
    const transport = cluster.network.open('127.0.1.99:7946');
    const answer = callNode(transport, cluster.clock, {
      address: cluster.address('node-1'),
      node: 'node-1',
      caller: 'stranger',
      timeoutMs: 500,
    });
    const ack = { v: 1, kind: 'ack', sequence: 1, from: 'node-1', rumors: [] };
    liar.send(transport.address, Buffer.from(JSON.stringify(ack)));
    cluster.clock.advance(1_000);
    expect((await answer).node).toBeNull();
  });
});
