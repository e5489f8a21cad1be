/** Examples of a copy that is lost and made anew, and of a node that goes for good. */
import { type Example, nodeIds } from './example.ts';

const moment = '2026-01-05T10:00:00.004Z';
const later = '2026-01-05T10:00:09.120Z';
const repair = 'repair_node-1_mx0p5jqc';

/** node-3, which holds a copy of `ops`, is gone; node-4 holds none. */
export const repairExamples: readonly Example[] = [
  {
    endpoint: 'getReplicationStatus',
    title: 'A copy is missing: its node does not answer.',
    response: {
      factor: 2,
      ack_mode: 'quorum',
      spaces: 1,
      healthy: false,
      under_replicated: ['ops'],
      missing: [{ space_id: 'ops', node_id: 'node-3', reason: 'unreachable', lag_sequences: 0 }],
    },
    exact: ['.healthy', '.under_replicated', '.missing[].node_id', '.missing[].reason'],
  },
  {
    endpoint: 'repairReplication',
    title: 'A spare node shall have the missing copy.',
    body: {},
    response: {
      status: 'repairing',
      repair_id: repair,
      spaces_affected: 1,
      waiting_for_node: [],
    },
    exact: ['.status', '.spaces_affected'],
  },
  {
    endpoint: 'getRepair',
    title: 'The space has all its copies again.',
    params: { id: repair },
    response: {
      repair_id: repair,
      state: 'complete',
      started_at: moment,
      finished_at: later,
      spaces_affected: 1,
      spaces_remaining: [],
      missing: [],
    },
    exact: ['.state', '.spaces_affected', '.spaces_remaining', '.missing'],
  },
];

/** node-3 is back and holds nothing; node-2 is the primary of `ops`. */
export const decommissionExamples: readonly Example[] = [
  {
    endpoint: 'decommissionNode',
    title: 'node-2 goes for good, and its copy elsewhere.',
    params: { id: 'node-2' },
    body: {},
    response: {
      status: 'draining',
      node_id: 'node-2',
      decommission_id: 'dec_c5518e90',
      copies: 1,
    },
    exact: ['.copies'],
  },
  {
    endpoint: 'getDecommission',
    title: 'What came of one, by its id, when the node is long gone.',
    params: { id: 'node-2' },
    query: '?decommission_id=dec_c5518e90',
    response: {
      node_id: 'node-2',
      decommission_id: 'dec_c5518e90',
      state: 'complete',
      started_at: moment,
      finished_at: later,
      copies_remaining: 0,
      spaces_remaining: [],
      rebalance_id: 'reb_0d47c2b1',
      recent_failures: [],
    },
    exact: ['.state', '.copies_remaining', '.spaces_remaining'],
  },
  {
    endpoint: 'getMembers',
    title: 'With those that have left: node-2 is gone in good order.',
    query: '?include=left',
    response: {
      members: nodeIds.map((id, index) => ({
        id,
        state: id === 'node-2' ? 'left' : 'alive',
        incarnation: 1,
        swim_address: `10.0.1.1${index}:7946`,
        http_address: `http://10.0.1.1${index}:7432`,
        version: '0.2.0',
        last_change_ms_ago: 41_250,
        local: index === 0,
        draining: id === 'node-2',
        started_at: moment,
      })),
    },
    exact: ['.members[].id', '.members[].state'],
  },
];
