/** Examples of snapshots. */
import type { Example } from './example.ts';

const id = 'snap_2026_01_05_10_00_00';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const backupExamples: readonly Example[] = [
  {
    endpoint: 'createSnapshot',
    title: 'Before the upgrade.',
    body: { description: 'before the upgrade' },
    response: { status: 'in_progress', snapshot_id: id, timestamp: 1_767_607_200.004, nodes: 4 },
  },
  {
    endpoint: 'getSnapshotStatus',
    title: 'It is complete.',
    params: { id },
    exact: ['.status', '.nodes_completed'],
    response: {
      snapshot_id: id,
      status: 'complete',
      reason: null,
      nodes_completed: 4,
      nodes_total: 4,
      absent: [],
      per_node: [{ node_id: 'node-1', status: 'complete' }],
      manifest_sha256: sha256,
      groups: [
        {
          group: 'notes',
          last_sequence: 6,
          root: sha256,
          memories: 2,
          bytes: 1_024,
          sha256,
          nodes: ['node-1', 'node-2', 'node-3'],
        },
      ],
    },
  },
  {
    endpoint: 'listSnapshots',
    title: 'All that there are.',
    response: [
      {
        snapshot_id: id,
        timestamp: 1_767_607_200.004,
        status: 'complete',
        nodes: 4,
        description: 'before the upgrade',
        wal_positions: { _catalog: 9, notes: 6 },
        manifest_sha256: sha256,
      },
    ],
  },
];
