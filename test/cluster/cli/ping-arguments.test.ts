import { expect, test } from 'vitest';
import { parsePingArguments } from '../../../cluster/cli/ping-arguments.ts';

const defaults = {
  kind: 'ping',
  address: 'node-1:7946',
  node: null,
  secretFile: null,
  timeoutMs: 2_000,
  json: false,
};

test.each([
  [['node-1'], defaults],
  [
    ['10.0.1.10:17946', '--node', 'node-1'],
    { ...defaults, address: '10.0.1.10:17946', node: 'node-1' },
  ],
  [['[::1]:7946'], { ...defaults, address: '[::1]:7946' }],
  [
    ['node-1', '--timeout', '500ms', '--secret-file', 's', '--json'],
    { ...defaults, timeoutMs: 500, secretFile: 's', json: true },
  ],
  [['--help'], { kind: 'help' }],
  [[], { kind: 'wrong', message: 'Expected the address of a SWIM socket, such as node-1.' }],
  [['a', 'b'], { kind: 'wrong', message: 'Unexpected argument `b`, expected none.' }],
  [
    ['node-1:99999'],
    {
      kind: 'wrong',
      message: 'Unexpected address `node-1:99999`, expected `host` or `host:port`.',
    },
  ],
  [
    ['node-1', '--timeout', 'soon'],
    { kind: 'wrong', message: 'Unexpected time `soon`, expected one such as `2s` or `500ms`.' },
  ],
])('engram ping %j', (argv, expected) => {
  expect(parsePingArguments(argv, {})).toEqual(expected);
});

test('the secret of the cluster is that of the environment unless another one is named', () => {
  const env = { ENGRAM_CLUSTER_SECRET_FILE: '/etc/engram/secret' };
  expect(parsePingArguments(['node-1'], env)).toMatchObject({ secretFile: '/etc/engram/secret' });
  expect(parsePingArguments(['node-1', '--secret-file', 'x'], env)).toMatchObject({
    secretFile: 'x',
  });
});
