// The preflight over what hosts said: what is fine, and each single thing that may be missing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkBeforehand,
  type HostReport,
  type OperatorFacts,
} from '../../../ops/preflight/checks.ts';
import type { HostFacts } from '../../../ops/preflight/host-facts.ts';

const ports = { http: 7432, swim: 7946 };
const limits = { minFree: 2 ** 30, maxSkew: 500, running: true, ports };
const operator: OperatorFacts = {
  tools: { curl: 'curl 8.5.0', jq: 'jq-1.7.1', ssh: 'OpenSSH_9.6' },
  jqOnNothing: 4,
};
const names = ['node-1', 'node-2', 'node-3'];

function host(node: string, change: Partial<HostFacts> = {}): HostReport {
  const facts: HostFacts = {
    version: '0.2.0',
    sudo: true,
    systemctl: true,
    curl: true,
    freeBytes: 100 * 2 ** 30,
    folder: '/var/lib/engram',
    clock: 1_000_050,
    listening: new Set(),
    peers: new Map(names.map((name) => [name, { http: true, swim: true }])),
    ...change,
  };
  return { node, facts, asked: [1_000_000, 1_000_100] };
}

const three = () => names.map((name) => host(name));
const notOk = (reports: readonly HostReport[], given = limits, asked = operator) =>
  checkBeforehand(asked, reports, given)
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, detail }) => `${state} ${name}: ${detail}`);

test('three prepared hosts are ready', () => {
  expect(notOk(three())).toEqual([]);
  expect(notOk(three(), { ...limits, running: false })).toEqual([]);
});

describe('what is missing is named', () => {
  test.each<[string, Partial<HostFacts>, string]>([
    ['sudo', { sudo: false }, 'fail sudo without a password: node-2: `sudo -n true` is refused'],
    ['systemctl', { systemctl: false }, 'fail service manager: node-2: no systemctl'],
    ['engram', { version: null }, 'fail engram is installed: not on node-2'],
    [
      'one version',
      { version: '0.1.0' },
      'warn engram is installed: different versions: node-1 0.2.0, node-2 0.1.0, node-3 0.2.0',
    ],
    [
      'disk',
      { freeBytes: 2 ** 29 },
      'fail disk space: node-2: 0.5 GiB free in /var/lib/engram, expected at least 1.0 GiB',
    ],
    ['a clock', { clock: null }, 'fail clocks agree: no clock was read on node-2'],
    [
      'a way to a peer',
      { peers: new Map([['node-1', { http: true, swim: false }]]) },
      'fail nodes reach each other: node-2: no answer from UDP 7946 of node-1, TCP 7432 of node-3, UDP 7946 of node-3',
    ],
  ])('%s', (_what, change, expected) => {
    expect(notOk([host('node-1'), host('node-2', change), host('node-3')])).toEqual([expected]);
  });

  test('ports in use, before there is a cluster', () => {
    const reports = [host('node-1', { listening: new Set(['tcp:7432', 'udp:53', 'udp:7946']) })];
    expect(notOk(reports, { ...limits, running: false })).toEqual([
      'fail ports are free: node-1: TCP 7432 and UDP 7946 in use',
    ]);
  });

  test('a host that ssh does not reach', () => {
    const reports: HostReport[] = [
      host('node-1', { peers: new Map([['node-2', { http: true, swim: true }]]) }),
      { node: 'node-2', facts: 'Connection timed out', asked: [0, 1] },
    ];
    expect(notOk(reports)).toEqual(['fail ssh reaches every host: node-2: Connection timed out']);
  });

  test('a tool on this host, and a jq that calls nothing a success', () => {
    const without = { tools: { ...operator.tools, curl: null }, jqOnNothing: 0 };
    expect(notOk(three(), limits, without)).toEqual([
      'fail tools on this host: curl is not installed',
      expect.stringContaining('warn jq on an empty answer: '),
    ]);
  });
});

test('clocks that agree are never called different, however long the logins take', () => {
  const login = fc.record({ before: fc.nat(10_000), read: fc.nat(10_000), after: fc.nat(10_000) });
  fc.assert(
    fc.property(fc.array(login, { minLength: 2, maxLength: 6 }), fc.nat(250), (logins, offset) => {
      const reports = logins.map(({ before, read, after }, index): HostReport => {
        // The true time of the reading, and a clock that is at most `offset` away from it.
        const at = 1_000_000 + before + read;
        const clock = at + (index % 2 === 0 ? offset : -offset);
        return { ...host(`node-${index}`, { clock }), asked: [1_000_000 + before, at + after] };
      });
      const found = checkBeforehand(operator, reports, limits);
      expect(found.find(({ name }) => name === 'clocks agree')?.state).toBe('ok');
    }),
  );
});

test('a clock that is certainly wrong is found, and the proven part of its error is named', () => {
  const reports = [host('node-1'), host('node-2', { clock: 1_003_050 })];
  expect(notOk(reports)).toContainEqual(
    'fail clocks agree: node-2 is at least 2900 ms ahead of node-1, expected at most 500 ms',
  );
});
