// Every fault that can be injected: what it is called, what it takes, and how that becomes a fault. The command tree,
// the guide and the tests are made from this table.
import { parseDuration } from '../duration.ts';
import type { ClusterRecord } from '../state/record.ts';
import type { Fault, FaultKind } from './fault.ts';
import { readBytes, readDirections, readNodes, readOffset, readShare, readSides } from './words.ts';

/** Values by the long name of their option. */
export type Words = Readonly<Record<string, string | boolean | undefined>>;

export type FaultOption = {
  /** As the command line library takes it. */
  readonly flags: string;
  readonly description: string;
  /** Absent: the option must be given, unless it is a switch. */
  readonly value?: string;
};

export type KindOfFault = {
  readonly kind: FaultKind;
  /** What it does, as a verb phrase. */
  readonly summary: string;
  /** What ends when it is cleared. */
  readonly cleared: string;
  readonly options: readonly FaultOption[];
  /** Words after the kind. */
  readonly examples: readonly [string, ...string[]];
  readonly read: (words: Words, record: ClusterRecord) => readonly Fault[];
};

const sides: FaultOption = {
  flags: '--sides <sides>',
  description: 'nodes with commas, sides with `/`; a node on no side reaches everybody',
};
const from: FaultOption = {
  flags: '--from <nodes>',
  description: 'senders: nodes with commas, or all',
};
const to: FaultOption = {
  flags: '--to <nodes>',
  description: 'receivers: nodes with commas, or all',
};
const both: FaultOption = { flags: '--both', description: 'the same on the way back' };
const node: FaultOption = { flags: '--node <nodes>', description: 'nodes with commas, or all' };
const text = (words: Words, name: string): string => String(words[name] ?? '');
const nodes = (words: Words, record: ClusterRecord): readonly string[] =>
  readNodes(record, text(words, 'node'));
const directions = (words: Words, record: ClusterRecord) =>
  readDirections(record, {
    from: text(words, 'from'),
    to: text(words, 'to'),
    both: words['both'] === true,
  });

export const kindsOfFault: readonly KindOfFault[] = [
  {
    kind: 'partition',
    summary: 'cut every link between nodes of different sides',
    cleared: 'the links are whole',
    options: [sides],
    examples: ['--sides node-1,node-2/node-3', '--sides node-1/node-2/node-3 --for 30s'],
    read: (words, record) => [
      { kind: 'partition', sides: readSides(record, text(words, 'sides')) },
    ],
  },
  {
    kind: 'flap',
    summary: 'cut the links between sides and mend them again, over and over',
    cleared: 'the links are whole',
    options: [
      sides,
      {
        flags: '--period <duration>',
        description: 'half of it cut, half of it whole',
        value: '4s',
      },
    ],
    examples: ['--sides node-1,node-2/node-3 --period 4s'],
    read: (words, record) => [
      {
        kind: 'flap',
        sides: readSides(record, text(words, 'sides')),
        periodMs: parseDuration(text(words, 'period'), '--period'),
      },
    ],
  },
  {
    kind: 'drop',
    summary: 'lose what goes from one node to another',
    cleared: 'nothing is lost any more',
    options: [
      from,
      to,
      both,
      { flags: '--share <share>', description: 'share of packets that is lost', value: '100%' },
    ],
    examples: ['--from node-2 --to node-1', '--from all --to all --share 20%'],
    read: (words, record) =>
      directions(words, record).map((direction) => ({
        kind: 'drop',
        ...direction,
        share: readShare(text(words, 'share'), '--share'),
      })),
  },
  {
    kind: 'delay',
    summary: 'deliver late what goes from one node to another',
    cleared: 'it is in time',
    options: [
      from,
      to,
      both,
      { flags: '--by <duration>', description: 'how late', value: '100ms' },
      {
        flags: '--jitter <duration>',
        description: 'and by chance up to this much later',
        value: '0',
      },
    ],
    examples: [
      '--from node-1 --to node-2 --by 200ms',
      '--from node-1 --to all --both --jitter 50ms',
    ],
    read: (words, record) =>
      directions(words, record).map((direction) => ({
        kind: 'delay',
        ...direction,
        byMs: parseDuration(text(words, 'by'), '--by'),
        jitterMs: words['jitter'] === '0' ? 0 : parseDuration(text(words, 'jitter'), '--jitter'),
      })),
  },
  {
    kind: 'duplicate',
    summary: 'deliver twice what goes from one node to another',
    cleared: 'it comes once',
    options: [
      from,
      to,
      both,
      { flags: '--share <share>', description: 'share of messages that comes twice', value: '50%' },
    ],
    examples: ['--from node-1 --to all', '--from all --to all --share 100%'],
    read: (words, record) =>
      directions(words, record).map((direction) => ({
        kind: 'duplicate',
        ...direction,
        share: readShare(text(words, 'share'), '--share'),
      })),
  },
  {
    kind: 'reorder',
    summary: 'hold messages back so that later ones overtake them',
    cleared: 'the order is kept',
    options: [
      from,
      to,
      both,
      {
        flags: '--share <share>',
        description: 'share of messages that is held back',
        value: '30%',
      },
      { flags: '--by <duration>', description: 'for how long', value: '50ms' },
    ],
    examples: ['--from node-1 --to node-2', '--from all --to all --share 50% --by 20ms'],
    read: (words, record) =>
      directions(words, record).map((direction) => ({
        kind: 'reorder',
        ...direction,
        share: readShare(text(words, 'share'), '--share'),
        byMs: parseDuration(text(words, 'by'), '--by'),
      })),
  },
  {
    kind: 'kill',
    summary: 'end a node with SIGKILL',
    cleared: 'it is started',
    options: [node],
    examples: ['--node node-2', '--node node-2 --for 10s'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'kill', node: id })),
  },
  {
    kind: 'pause',
    summary: 'freeze a node with SIGSTOP: it keeps its sockets and answers nothing',
    cleared: 'it runs on',
    options: [node],
    examples: ['--node node-2', '--node node-2 --for 10s'],
    read: (words, record) => nodes(words, record).map((id) => ({ kind: 'pause', node: id })),
  },
  {
    kind: 'slow-node',
    summary: 'let a node run for a share of the time only',
    cleared: 'it runs all the time',
    options: [
      node,
      { flags: '--share <share>', description: 'share of the time that it runs', value: '30%' },
    ],
    examples: ['--node node-3', '--node node-3 --share 10%'],
    read: (words, record) =>
      nodes(words, record).map((id) => ({
        kind: 'slow-node',
        node: id,
        share: readShare(text(words, 'share'), '--share'),
      })),
  },
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
