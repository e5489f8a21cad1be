import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runConfigCheck } from '../../../../cluster/cli/config/check.ts';

const program = resolve(import.meta.dirname, '../../../../ops/bin/engram');
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The check of this configuration, on a host where nothing else is said. */
async function check(toml: string, ...more: readonly string[]): Promise<Ended> {
  const file = join(folder, 'engram.toml');
  await writeFile(file, toml);
  const argv = ['config', 'check', '--config', file, ...more];
  const { PATH = '' } = process.env;
  return await run(program, argv, { cwd: folder, env: { PATH } }).then(
    (out) => ({ code: 0, ...out }),
    (failed: Ended) => failed,
  );
}

const node = `
[cluster]
enabled = true
node_id = "node-2"
[cluster.discovery]
seed_nodes = ["node-1:7946", "node-2:7946"]
[cluster.network]
advertise_addr = "node-2:7946"
[persistence]
data_root = "/var/lib/engram"
`;

/** A certificate for two days, and its key. */
async function certificate(): Promise<string> {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=node-2'];
  await run('openssl', [...words, '-days', '2', ...files]);
  return tls('key.pem');
}

function tls(key: string): string {
  return `[server.tls]\ncert_file = "${join(folder, 'cert.pem')}"\nkey_file = "${join(folder, key)}"\n`;
}

test('a configuration that is fine is shown as the node would understand it, and nothing is left behind', async () => {
  const { code, stdout, stderr } = await check(node, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    file: join(folder, 'engram.toml'),
    node_id: 'node-2',
    clustered: true,
    http: 'http://0.0.0.0:7432',
    swim: '0.0.0.0:7946',
    advertised: 'node-2:7946',
    seeds: ['node-1:7946', 'node-2:7946'],
    copies: 3,
    data: '/var/lib/engram',
    snapshots: '/var/lib/engram/snapshots',
    api_keys: null,
    cluster_secret: null,
    certificate: null,
    without_effect: [],
  });
  expect(await readdir(folder)).toEqual(['engram.toml']);
});

test('people read a table', async () => {
  const { code, stdout } = await check(node);
  expect(code).toBe(0);
  expect(stdout).toContain('engram.toml: a node would start with it\n  node id ');
  expect(stdout).toMatch(/^ {2}seeds +node-1:7946, node-2:7946$/m);
});

test("keys of upstream's files that do nothing here are listed with the reason", async () => {
  const more = '[cluster.replication]\njump_buckets = 16384\n';
  const why = 'spaces are hashed over the nodes themselves, not over buckets';
  const { code, stdout } = await check(`${node}${more}`);
  expect(code).toBe(0);
  expect(stdout).toContain(
    `\nAccepted as keys of upstream's files, without effect here:\n  cluster.replication.jump_buckets: ${why}\n`,
  );
  const json: unknown = JSON.parse((await check(`${node}${more}`, '--json')).stdout);
  expect(json).toMatchObject({
    without_effect: [{ key: 'cluster.replication.jump_buckets', why }],
  });
});

test('what a start would refuse is refused in the same words', async () => {
  const { code, stderr } = await check(node.replace('node_id', 'node_di'));
  expect(code).toBe(1);
  expect(stderr).toContain('Unexpected key `cluster.node_di`, did you mean `cluster.node_id`?');
});

test('files that the configuration names are opened', async () => {
  const secure = (secret: string) => `${node}
[security]
auth_mode = "api_key"
cluster_secret_file = "${secret}"
[security.api_keys]
storage_path = "${join(folder, 'keys.json')}"
`;
  const secret = join(folder, 'secret');
  await writeFile(secret, 'e'.repeat(64), { mode: 0o600 });
  const missing = await check(secure(secret));
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('Cannot read the API keys');
  await run(program, [
    ...['key', 'create', '--file', join(folder, 'keys.json'), '--name', 'ops'],
    ...['--scope', 'admin'],
  ]);
  expect(await check(secure(secret))).toMatchObject({ code: 0, stderr: '' });
  await chmod(secret, 0o666);
  const open = await check(secure(secret));
  expect(open.code).toBe(1);
  expect(open.stderr).toContain('may be changed by others than its owner');
});

test('a certificate must fit its key and be valid now', async () => {
  const table = await certificate();
  expect(await check(`${node}${table}`)).toMatchObject({ code: 0, stderr: '' });
  const at = (days: number) =>
    runConfigCheck(
      { kind: 'check', config: join(folder, 'engram.toml'), json: false },
      { env: {}, wallMs: Date.now() + days * 86_400_000 },
    );
  await expect(at(3)).rejects.toThrow('is no longer valid since');
  await expect(at(-1)).rejects.toThrow('is not valid before');
  await run('openssl', ['genrsa', '-out', join(folder, 'other.pem'), '2048']);
  const other = await check(`${node}${tls('other.pem')}`);
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(/Cannot use the certificate .*key values mismatch/);
});
