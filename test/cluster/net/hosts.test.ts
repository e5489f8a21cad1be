import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatAddress, parseAddress } from '../../../cluster/net/address.ts';
import { createResolver, findHost } from '../../../cluster/net/hosts.ts';

const hosts = `# the test cluster
127.0.1.1  node-1 node-1.engram   # the first
127.0.1.2\tnode-2

not-an-address node-3
::1 node-6
`;

describe('parseAddress', () => {
  test.each([
    ['node-1:7946', { host: 'node-1', port: 7946 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:7946', { host: '::1', port: 7946 }],
  ])('%s is an address, and comes back as it was', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
    expect(formatAddress(address)).toBe(text);
  });

  test.each(['', 'node-1', ':7946', 'node-1:', 'node-1:70000', '::1:7946', 'a b:1', 'node:-1'])(
    '`%s` is no address',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});

describe('findHost', () => {
  test.each([
    ['node-1', '127.0.1.1'],
    ['node-1.engram', '127.0.1.1'],
    ['NODE-2', '127.0.1.2'],
    ['node-6', '::1'],
    ['node-3', null],
    ['first', null],
  ])('%s is %s', (name, address) => {
    expect(findHost(hosts, name)).toBe(address);
  });
});

/** A system that knows no name; a real question would leave this machine. */
const lookUp = (name: string): Promise<string> => Promise.reject(new Error(`ENOTFOUND ${name}`));

describe('the resolver', () => {
  async function withHostsFile() {
    const directory = await mkdtemp(join(tmpdir(), 'engram-hosts-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const hostsFile = `${directory}/hosts`;
    await writeFile(hostsFile, hosts);
    return { hostsFile, resolve: createResolver({ hostsFile }) };
  }

  test('takes a name from its hosts file, and an address as it is', async () => {
    const { resolve } = await withHostsFile();
    expect(await resolve('node-2:7946')).toBe('127.0.1.2:7946');
    expect(await resolve('node-6:7946')).toBe('[::1]:7946');
    expect(await resolve('127.9.9.9:1')).toBe('127.9.9.9:1');
  });

  test('sees a change of the file', async () => {
    const { hostsFile, resolve } = await withHostsFile();
    await writeFile(hostsFile, '127.0.1.9 node-2');
    expect(await resolve('node-2:7946')).toBe('127.0.1.9:7946');
  });

  test('asks the system for other names', async () => {
    const { resolve } = await withHostsFile();
    expect(await resolve('localhost:7946')).toMatch(/^(127\.0\.0\.1|\[::1\]):7946$/);
  });

  test('says which name it could not resolve and where it looked', async () => {
    const { hostsFile } = await withHostsFile();
    const resolve = createResolver({ hostsFile, lookUp });
    await expect(resolve('node-99:7946')).rejects.toThrow(
      `Cannot resolve \`node-99\`: neither \`${hostsFile}\` nor the system's resolver knows it.`,
    );
    await expect(createResolver({ hostsFile: null, lookUp })('node-99:1')).rejects.toThrow(
      "Cannot resolve `node-99`: the system's resolver does not know it.",
    );
  });

  test('says that its hosts file is missing', async () => {
    const resolve = createResolver({ hostsFile: '/nowhere/hosts' });
    await expect(resolve('node-1:7946')).rejects.toThrow(
      'Cannot read the hosts file `/nowhere/hosts`.',
    );
  });

  test('refuses what is no address', async () => {
    const { resolve } = await withHostsFile();
    await expect(resolve('node-1')).rejects.toThrow(
      'Unexpected address `node-1`, expected `host:port`.',
    );
  });
});
