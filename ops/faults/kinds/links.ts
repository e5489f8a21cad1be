// Faults of the links between nodes.
import { parseDuration } from '../../duration.ts';
import type { ClusterRecord } from '../../state/record.ts';
import { readDirections, readShare, readSides } from '../words.ts';
import { type FaultOption, type KindOfFault, text, type Words } from './kind.ts';

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
const directions = (words: Words, record: ClusterRecord) =>
  readDirections(record, {
    from: text(words, 'from'),
    to: text(words, 'to'),
    both: words['both'] === true,
  });

export const linkKinds: readonly KindOfFault[] = [
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
];
