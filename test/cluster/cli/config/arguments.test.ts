import { expect, test } from 'vitest';
import { parseConfigArguments } from '../../../../cluster/cli/config/arguments.ts';

const check = { kind: 'check', config: null, json: false };

test.each([
  [['check'], {}, check],
  [['check'], { ENGRAM_CONFIG: '/etc/a.toml' }, { ...check, config: '/etc/a.toml' }],
  [
    ['check', '--config', 'b.toml', '--json'],
    { ENGRAM_CONFIG: '/etc/a.toml' },
    { ...check, config: 'b.toml', json: true },
  ],
  [['--help'], {}, { kind: 'help' }],
  [[], {}, { kind: 'wrong', message: 'Expected `check`.' }],
  [['chek'], {}, { kind: 'wrong', message: 'Unexpected `chek`, expected `check`.' }],
  [
    ['check', 'a.toml'],
    {},
    { kind: 'wrong', message: 'Unexpected argument `a.toml`, expected none.' },
  ],
  [['check', '--cnofig', 'a'], {}, { kind: 'wrong', message: "Unknown option '--cnofig'." }],
])('engram config %j with %j', (argv, env, expected) => {
  expect(parseConfigArguments(argv, env)).toEqual(expected);
});
