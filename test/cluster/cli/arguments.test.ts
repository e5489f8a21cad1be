import { expect, test } from 'vitest';
import { parseCliArguments } from '../../../cluster/cli/arguments.ts';

const defaults = { kind: 'start', config: null, port: null, logLevel: null, exitWithParent: false };

test.each([
  [['start'], defaults],
  [['start', '--config', 'a.toml', '-p', '0'], { ...defaults, config: 'a.toml', port: 0 }],
  [
    ['start', '-l', 'debug', '--exit-with-parent'],
    { ...defaults, logLevel: 'debug', exitWithParent: true },
  ],
  [['--version'], { kind: 'version' }],
  [['start', '--help'], { kind: 'help' }],
  [[], { kind: 'wrong', message: 'Expected a command, got none: `engram start` runs a node.' }],
  [['stop'], { kind: 'wrong', message: 'Unexpected command `stop`, expected `start`.' }],
  [['start', 'x'], { kind: 'wrong', message: 'Unexpected argument `x`, expected none.' }],
  [
    ['start', '--port', '70000'],
    { kind: 'wrong', message: 'Unexpected port `70000`, expected a number from 0 to 65535.' },
  ],
  [
    ['start', '-l', 'loud'],
    {
      kind: 'wrong',
      message: 'Unexpected log level `loud`, expected `debug`, `info`, `warn` or `error`.',
    },
  ],
  [['start', '--http-port', '1'], { kind: 'wrong', message: "Unknown option '--http-port'." }],
])('engram %j', (argv, expected) => {
  expect(parseCliArguments(argv)).toEqual(expected);
});
