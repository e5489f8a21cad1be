// Faults of what a node goes by: its time, its copies, its name and its seeds.
import { parseDuration } from '../../duration.ts';
import { readOffset } from '../words.ts';
import { type KindOfFault, node, nodes, text } from './kind.ts';

export const stateKinds: readonly KindOfFault[] = [
  {
    kind: 'clock-skew',
    summary: 'set the wall clock of a node wrong; durations stay right',
    cleared: 'the clock is right',
    options: [
      node,
      {
        flags: '--by <duration>',
        description: 'how far ahead; behind with a minus, as --by=-5m',
        value: '5m',
      },
    ],
    examples: ['--node node-2', '--node node-2 --by=-90s'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'clock-skew',
        node: id,
        byMs: readOffset(text(words, 'by'), '--by'),
      })),
  },
  {
    kind: 'stuck-rebalance',
    summary: 'block the lane in which nodes send whole copies of spaces',
    cleared: 'copies arrive',
    options: [{ ...node, value: 'all' }],
    examples: ['', '--node node-1'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({ kind: 'stuck-rebalance', node: id })),
  },
  {
    kind: 'merkle-mismatch',
    summary: 'alter one memory in the copy of a node behind the back of its log, as bit rot does',
    cleared: 'the copy has its content back, unless it was repaired already',
    options: [node, { flags: '--space <space>', description: 'whose copy', value: 'default' }],
    examples: ['--node node-2', '--node node-2 --space notes'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'merkle-mismatch',
        node: id,
        space: text(words, 'space'),
      })),
  },
  {
    kind: 'lagging-replica',
    summary: 'deliver late what replicates to a node',
    cleared: 'it catches up',
    options: [node, { flags: '--by <duration>', description: 'how late', value: '500ms' }],
    examples: ['--node node-3', '--node node-3 --by 2s'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'lagging-replica',
        node: id,
        byMs: parseDuration(text(words, 'by'), '--by'),
      })),
  },
  {
    kind: 'duplicate-id',
    summary: 'start a second process with the id of a node, at an address of its own',
    cleared: 'the second process and its data are gone',
    options: [node],
    examples: ['--node node-2'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'duplicate-id', node: id })),
  },
  {
    kind: 'wrong-seeds',
    summary: 'restart a node with a seed list that leads nowhere',
    cleared: 'the node is restarted with the list it had',
    options: [node],
    examples: ['--node node-3'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'wrong-seeds', node: id })),
  },
];
