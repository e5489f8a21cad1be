// The health check over reports of nodes: what a healthy cluster says, and each single thing that may be wrong with it.
import { describe, expect, test } from 'vitest';
import { checkCluster, type NodeReport } from '../../../ops/health/checks.ts';

const moment = '2026-01-05T10:00:00.000Z';
const ids = ['node-1', 'node-2', 'node-3'] as const;

function healthy(node: string): NodeReport {
  return {
    node,
    health: {
      status: 'healthy',
      reasons: [],
      service: 'engram',
      version: '0.1.0',
      timestamp: moment,
      node_id: node,
      draining: false,
      initialized: true,
    },
    members: { members: ids.map((id) => member(id, 'alive')) },
    partition: {
      partitioned: false,
      is_majority: true,
      mode: 'read_write',
      state: 'connected',
      reachable: 3,
      total: 3,
      since: moment,
      forced: false,
      forced_until: null,
      unreachable: [],
      suspected_cause: null,
      members: [],
    },
    spaces: { spaces: [space('notes', 'node-2')] },
    replication: {
      ack_mode: 'quorum',
      factor: 2,
      spaces: 1,
      healthy: true,
      under_replicated: [],
      missing: [],
    },
    convergence: {
      converged: true,
      divergence_count: 0,
      per_space: [],
      unanswered: [],
      last_full_sync: moment,
      checked_at: moment,
    },
  };
}

function member(id: string, state: 'alive' | 'suspect' | 'dead') {
  return {
    id,
    state,
    incarnation: 1,
    swim_address: '10.0.1.10:7946',
    http_address: 'http://10.0.1.10:7432',
    version: '0.1.0',
    last_change_ms_ago: 0,
    local: false,
    draining: false,
    started_at: moment,
  };
}

function space(id: string, primary: string | null) {
  return {
    id,
    primary_node: primary,
    replicas: [],
    version: 1,
    last_sequence: 1,
    under_replicated: false,
    created_at: moment,
  };
}

/** Three healthy reports, of which the second is replaced. */
function withSecond(change: (report: NodeReport) => Partial<NodeReport>): readonly NodeReport[] {
  return ids.map((id) => {
    const report = healthy(id);
    return id === 'node-2' ? { ...report, ...change(report) } : report;
  });
}

function failures(reports: readonly NodeReport[]): readonly string[] {
  return checkCluster(reports)
    .filter(({ state }) => state === 'fail')
    .map(({ name, detail }) => `${name}: ${detail}`);
}

test('a healthy cluster passes every check', () => {
  expect(checkCluster(ids.map(healthy))).toEqual([
    { name: 'nodes are healthy', state: 'ok', detail: '3 healthy' },
    { name: 'members are alive', state: 'ok', detail: '3 alive' },
    { name: 'nodes see the same members', state: 'ok', detail: 'node-1 node-2 node-3' },
    { name: 'versions are equal', state: 'ok', detail: '0.1.0' },
    { name: 'no partition', state: 'ok', detail: 'all connected, read_write' },
    { name: 'spaces have a live primary', state: 'ok', detail: '1 space' },
    { name: 'nodes agree on primaries', state: 'ok', detail: 'all agree' },
    { name: 'spaces are fully replicated', state: 'ok', detail: 'all copies' },
    { name: 'copies have converged', state: 'ok', detail: 'no divergence' },
  ]);
});

test('stores that do not wait for a majority are a warning, and no failure', () => {
  const reports = withSecond(({ replication }) => ({
    replication:
      typeof replication === 'string' ? replication : { ...replication, ack_mode: 'async' },
  }));
  expect(checkCluster(reports).filter(({ state }) => state !== 'ok')).toEqual([
    {
      name: 'writes wait for a majority',
      state: 'warn',
      detail: 'node-2: ack_mode async, a failover may lose stores that were acknowledged',
    },
  ]);
});

describe('one thing is wrong', () => {
  test('a node is degraded', () => {
    const reports = withSecond(({ health }) => ({
      health:
        typeof health === 'string'
          ? health
          : { ...health, status: 'degraded', reasons: ['disk is slow'] },
    }));
    expect(failures(reports)).toEqual(['nodes are healthy: node-2: degraded, disk is slow']);
  });

  test('the cluster is not initialized', () => {
    const reports = withSecond(({ health }) => ({
      health: typeof health === 'string' ? health : { ...health, initialized: false },
    }));
    expect(failures(reports)).toEqual(['nodes are healthy: node-2: not initialized']);
  });

  test('a node sees another one dead', () => {
    const members = {
      members: [member('node-1', 'alive'), member('node-2', 'alive'), member('node-3', 'dead')],
    };
    expect(failures(withSecond(() => ({ members })))).toContain(
      'members are alive: node-2: node-3 is dead',
    );
  });

  test('a node sees itself only', () => {
    const members = { members: [member('node-2', 'alive')] };
    const spaces = { spaces: [] };
    expect(failures(withSecond(() => ({ members, spaces })))).toContain(
      'nodes see the same members: node-1: node-1 node-2 node-3; node-2: node-2; node-3: node-1 node-2 node-3',
    );
  });

  test('a node runs another version', () => {
    const reports = withSecond(({ health }) => ({
      health: typeof health === 'string' ? health : { ...health, version: '0.2.0' },
    }));
    expect(failures(reports)).toEqual([
      'versions are equal: node-1: 0.1.0; node-2: 0.2.0; node-3: 0.1.0',
    ]);
  });

  test('a node is in a minority', () => {
    const reports = withSecond(({ partition }) => ({
      partition:
        typeof partition === 'string'
          ? partition
          : { ...partition, partitioned: true, mode: 'read_only', reachable: 1 },
    }));
    expect(failures(reports)).toEqual(['no partition: node-2: read_only, reaches 1 of 3']);
  });

  test('a space has no primary', () => {
    const spaces = { spaces: [space('notes', null)] };
    expect(failures(ids.map((id) => ({ ...healthy(id), spaces })))).toEqual([
      'spaces have a live primary: node-1: notes has no primary; node-2: notes has no primary; node-3: notes has no primary',
    ]);
  });

  test('nodes disagree on a primary', () => {
    expect(
      failures(withSecond(() => ({ spaces: { spaces: [space('notes', 'node-3')] } }))),
    ).toEqual([
      'nodes agree on primaries: node-1: notes=node-2; node-2: notes=node-3; node-3: notes=node-2',
    ]);
  });

  test('a primary is on a dead node', () => {
    const members = {
      members: [member('node-1', 'alive'), member('node-2', 'dead'), member('node-3', 'alive')],
    };
    const reports = ['node-1', 'node-3'].map((id) => ({ ...healthy(id), members }));
    expect(failures(reports)).toContain(
      'spaces have a live primary: node-1: notes has its primary on node-2, which is not alive; ' +
        'node-3: notes has its primary on node-2, which is not alive',
    );
  });

  test('a space has too few copies', () => {
    const replication = {
      ack_mode: 'quorum' as const,
      factor: 2,
      spaces: 1,
      healthy: false,
      under_replicated: ['notes'],
      missing: [],
    };
    expect(failures(withSecond(() => ({ replication })))).toEqual([
      'spaces are fully replicated: node-2: under-replicated: notes',
    ]);
  });

  test('copies differ', () => {
    const reports = withSecond(({ convergence }) => ({
      convergence:
        typeof convergence === 'string'
          ? convergence
          : {
              ...convergence,
              converged: false,
              divergence_count: 1,
              per_space: [
                { space: 'notes', converged: false, roots: {}, pattern_roots: {}, sequences: {} },
              ],
              unanswered: ['node-3'],
            },
    }));
    expect(failures(reports)).toEqual([
      'copies have converged: node-2: 1 diverging copies, notes, no answer from node-3',
    ]);
  });

  test('a node does not answer at all', () => {
    const silent = (node: string): NodeReport => ({
      node,
      health: 'refused',
      members: 'refused',
      partition: 'refused',
      spaces: 'refused',
      replication: 'refused',
      convergence: 'refused',
    });
    expect(checkCluster(ids.map(silent)).every(({ state }) => state === 'fail')).toBe(true);
    expect(failures([healthy('node-1'), silent('node-2')])).toHaveLength(9);
  });
});
