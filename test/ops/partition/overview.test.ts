// What the answers of all nodes say together about a split.
import { describe, expect, test } from 'vitest';
import type { ResponseOf } from '../../../cluster/api/contract.ts';
import { type NodeView, overview } from '../../../ops/partition/overview.ts';

const ids = ['node-1', 'node-2', 'node-3'] as const;

/** A node that counts these as alive. */
function view(node: string, alive: readonly string[], more: Partial<Status> = {}): NodeView {
  const majority = alive.length * 2 > ids.length;
  return {
    node,
    status: {
      partitioned: alive.length < ids.length,
      is_majority: majority,
      mode: majority ? 'read_write' : 'read_only',
      state: alive.length < ids.length ? 'partitioned' : 'connected',
      reachable: alive.length,
      total: ids.length,
      since: '2026-01-05T10:00:00.000Z',
      forced: false,
      forced_until: null,
      unreachable: ids.filter((id) => !alive.includes(id)),
      suspected_cause: null,
      members: ids.map((id) => ({ id, state: alive.includes(id) ? 'alive' : 'dead' })),
      ...more,
    },
  };
}

type Status = ResponseOf<'getPartitionStatus'>;

describe('nodes that are asked about the network', () => {
  test('are connected when each counts all as alive', () => {
    expect(overview(ids.map((id) => view(id, ids)))).toEqual({
      verdict: 'connected',
      sides: [{ nodes: ids, writable: true }],
      silent: [],
      forced: [],
    });
  });

  test('lack a node when one does not answer and the others miss it', () => {
    const views = [
      view('node-1', ['node-1', 'node-2']),
      view('node-2', ['node-1', 'node-2']),
      { node: 'node-3', status: 'connection refused' },
    ];
    expect(overview(views)).toMatchObject({
      verdict: 'node_missing',
      sides: [{ nodes: ['node-1', 'node-2'], writable: true }],
      silent: ['node-3'],
    });
  });

  test('are split when they answer on two sides, largest side first', () => {
    const views = [
      view('node-1', ['node-1']),
      view('node-2', ['node-2', 'node-3']),
      view('node-3', ['node-2', 'node-3']),
    ];
    expect(overview(views)).toMatchObject({
      verdict: 'split',
      sides: [
        { nodes: ['node-2', 'node-3'], writable: true },
        { nodes: ['node-1'], writable: false },
      ],
    });
  });

  test('are in a split brain when two sides take writes', () => {
    const views = [
      view('node-1', ['node-1'], { mode: 'read_write', is_majority: true }),
      view('node-2', ['node-2', 'node-3']),
      view('node-3', ['node-2', 'node-3']),
    ];
    expect(overview(views).verdict).toBe('split_brain');
  });

  test('are on two sides when only one of two counts the other as alive', () => {
    const views = [view('node-1', ids), view('node-2', ids), view('node-3', ['node-3'])];
    expect(overview(views).sides.map(({ nodes }) => nodes)).toEqual([
      ['node-1', 'node-2'],
      ['node-3'],
    ]);
  });

  test('are one side when two of them reach each other only through the third', () => {
    const views = [
      view('node-1', ['node-1', 'node-2']),
      view('node-2', ids),
      view('node-3', ['node-2', 'node-3']),
    ];
    expect(overview(views)).toMatchObject({ verdict: 'node_missing', sides: [{ writable: true }] });
  });

  test('are named when an operator has made them read-only', () => {
    const views = ids.map((id) => view(id, ids, { forced: id === 'node-2' }));
    expect(overview(views)).toMatchObject({ verdict: 'connected', forced: ['node-2'] });
  });
});
