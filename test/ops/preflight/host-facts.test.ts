// What a host says about itself, read from what the script prints there.
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { hostScript, readHostFacts } from '../../../ops/preflight/host-facts.ts';

const ports = { http: 7432, swim: 7946 };

const said = `clock 1767607200123456789
has sudo
has systemctl
has curl
sudo works
version engram 0.2.0
disk 10485760 /var/lib/engram
socket tcp   sl  local_address rem_address   st tx_queue
socket tcp    0: 0A01000A:1D08 00000000:0000 0A 00000000:00000000 00:00000000
socket tcp    1: 0B01000A:0016 00000000:0000 0A 00000000:00000000 00:00000000
socket tcp    2: 0A01000A:C350 0B01000A:1D08 01 00000000:00000000 00:00000000
socket udp    3: 00000000:1F0A 00000000:0000 07 00000000:00000000 00:00000000
socket udp    4: 0A01000A:9999 0B01000A:1F0A 01 00000000:00000000 00:00000000
http node-2
swim node-2
http node-3
end
`;

test('everything that a host says is read', () => {
  expect(readHostFacts(said, undefined)).toEqual({
    version: '0.2.0',
    sudo: true,
    systemctl: true,
    curl: true,
    freeBytes: 10 * 2 ** 30,
    folder: '/var/lib/engram',
    clock: 1_767_607_200_123,
    listening: new Set(['tcp:7432', 'tcp:22', 'udp:7946']),
    peers: new Map([
      ['node-2', { http: true, swim: true }],
      ['node-3', { http: true, swim: false }],
    ]),
  });
});

test('a socket on another address of the machine is not the host’s', () => {
  expect(readHostFacts(said, '10.0.1.10')?.listening).toEqual(new Set(['tcp:7432', 'udp:7946']));
});

test('a login that was cut off gives no facts', () => {
  expect(readHostFacts(said.replace('end\n', ''), undefined)).toBeUndefined();
  expect(readHostFacts('', undefined)).toBeUndefined();
});

test('what a host cannot say is not made up', () => {
  expect(readHostFacts('clock 17676072003N\nversion \ndisk  \nend\n', undefined)).toMatchObject({
    version: null,
    sudo: false,
    freeBytes: null,
    clock: null,
  });
});

test('the script runs in a plain shell, comes to its end and tells of this machine', async () => {
  const { stdout } = await execa('sh', ['-c', hostScript([], ports)], {
    env: { ENGRAM_DATA_DIR: '/tmp/there-is-no/such/folder' },
  });
  const facts = readHostFacts(stdout, undefined);
  expect(facts?.freeBytes).toBeGreaterThan(0);
  expect(facts?.folder).toBe('/tmp');
});
