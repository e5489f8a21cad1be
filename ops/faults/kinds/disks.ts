// Faults of a node's disk, and of the power under it.
import { parseDuration } from '../../duration.ts';
import { readBytes } from '../words.ts';
import { type KindOfFault, node, nodes, text } from './kind.ts';

export const diskKinds: readonly KindOfFault[] = [
  {
    kind: 'slow-disk',
    summary: 'let every write and every sync of a node take longer',
    cleared: 'the disk is as fast as it is',
    options: [node, { flags: '--by <duration>', description: 'how much longer', value: '100ms' }],
    examples: ['--node node-2', '--node node-2 --by 500ms'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'slow-disk',
        node: id,
        byMs: parseDuration(text(words, 'by'), '--by'),
      })),
  },
  {
    kind: 'full-disk',
    summary: 'let the disk of a node be full: writes fail with ENOSPC and the node ends',
    cleared: 'there is room again, and a node that ended is started',
    options: [
      node,
      { flags: '--left <bytes>', description: 'how much still fits, such as 64KiB', value: '0' },
    ],
    examples: ['--node node-2', '--node node-2 --left 64KiB'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'full-disk',
        node: id,
        bytesLeft: readBytes(text(words, 'left'), '--left'),
      })),
  },
  {
    kind: 'torn-write',
    summary: 'cut the power of a node in the middle of its next write to the log',
    cleared: 'the node is started',
    options: [node],
    examples: ['--node node-2'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'torn-write', node: id })),
  },
  {
    kind: 'power-loss',
    summary: 'cut the power of a node: it is gone, with all that it has written and not synced',
    cleared: 'the node is started',
    options: [node],
    examples: ['--node node-2', '--node all'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'power-loss', node: id })),
  },
  {
    kind: 'failing-fsync',
    summary: 'let every sync of a node fail with EIO: it acknowledges nothing more and ends',
    cleared: 'syncs succeed, and a node that ended is started',
    options: [node],
    examples: ['--node node-2'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({ kind: 'failing-fsync', node: id })),
  },
];
