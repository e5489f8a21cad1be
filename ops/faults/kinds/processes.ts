// Faults of a node's process: it is gone, or runs too little.
import { readShare } from '../words.ts';
import { type KindOfFault, node, nodes, text } from './kind.ts';

export const processKinds: readonly KindOfFault[] = [
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
];
