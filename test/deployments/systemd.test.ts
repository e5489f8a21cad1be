// The unit starts what the program understands, and restarts it when, and only when, that is right.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCliArguments } from '../../cluster/cli/arguments.ts';
import { helpText } from '../../cluster/cli/help.ts';

const file = join(import.meta.dirname, '../../deployments/systemd/engram.service');

/** The directives that the unit uses, by section; systemd ignores one that it does not know. */
const known: Readonly<Record<string, readonly string[]>> = {
  Unit: ['Description', 'Wants', 'After', 'StartLimitIntervalSec', 'StartLimitBurst'],
  Service: [
    ...['Type', 'User', 'Group', 'ExecStart', 'Environment', 'StateDirectory'],
    ...['StateDirectoryMode', 'UMask', 'Restart', 'RestartSec', 'RestartPreventExitStatus'],
    ...['KillSignal', 'TimeoutStopSec', 'TimeoutStartSec', 'LimitNOFILE', 'StandardOutput'],
    ...['StandardError', 'SyslogIdentifier', 'NoNewPrivileges', 'CapabilityBoundingSet'],
    ...['ProtectSystem', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'ProtectKernelTunables'],
    ...['ProtectKernelModules', 'ProtectControlGroups', 'RestrictSUIDSGID'],
    'RestrictAddressFamilies',
  ],
  Install: ['WantedBy'],
};

type Directive = { readonly section: string; readonly name: string; readonly value: string };

function readUnit(text: string): readonly Directive[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const header = /^\[(\w+)\]$/.exec(line);
    if (header?.[1] !== undefined) {
      section = header[1];
      return [];
    }
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Unexpected line \`${line}\``);
    return [{ section, name, value }];
  });
}

const unit = readUnit(readFileSync(file, 'utf8'));
const directive = (wanted: string): string | undefined =>
  unit.find(({ name }) => name === wanted)?.value;

test('every directive is one of its section, and stands there once', () => {
  const strange = unit.filter(({ section, name }) => known[section]?.includes(name) !== true);
  expect(strange).toEqual([]);
  expect(new Set(unit.map(({ name }) => name)).size).toBe(unit.length);
});

test('it starts the current release with words that the program understands', () => {
  const [program, ...words] = (directive('ExecStart') ?? '').split(' ');
  expect(program).toBe('/opt/engram/current/engram');
  expect(parseCliArguments(words)).toMatchObject({
    kind: 'start',
    config: '/etc/engram/engram.toml',
    port: null,
  });
});

test('variables are ones that the program reads, and the data is below the folder that systemd makes', () => {
  const [name = '', value = ''] = (directive('Environment') ?? '').split('=');
  expect(helpText).toContain(name);
  expect(value.startsWith(`/var/lib/${directive('StateDirectory')}/`)).toBe(true);
});

test('a crash brings it back; an order to stop does not, nor words that it does not understand', () => {
  expect(directive('Restart')).toBe('on-failure');
  expect(directive('RestartPreventExitStatus')).toBe('2');
  expect(helpText).toContain('0 stopped in good order, 1 could not start or go on, 2 wrong usage');
});

test('it may take longer to stop than the program takes at most, which is 8 s', () => {
  expect(Number.parseInt(directive('TimeoutStopSec') ?? '', 10)).toBeGreaterThan(8);
});
