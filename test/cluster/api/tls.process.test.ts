import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, request as startRequest } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../../cluster/api/contract.ts';
import { runKeyCommand } from '../../../cluster/cli/key.ts';
import { parseKeyArguments } from '../../../cluster/cli/key-arguments.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type LiveCluster, makeCluster } from '../node/live-cluster.ts';

const run = promisify(execFile);
const ops = fileURLToPath(new URL('../../../ops/main.ts', import.meta.url));

let cluster: LiveCluster;
let caFile = '';
let admin = '';
let agent: Agent;

/** A certificate authority of this test, and certificates of the nodes with their addresses. */
async function makeAuthority(folder: string): Promise<void> {
  caFile = join(folder, 'ca.pem');
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await run('openssl', [
    ...words,
    ...['-subj', '/CN=engram-test', '-keyout', join(folder, 'ca.key'), '-out', caFile],
  ]);
}

async function makeCertificate(folder: string, host: string): Promise<void> {
  const at = (ending: string): string => join(folder, `${host}.${ending}`);
  const names = ['-addext', `subjectAltName=IP:${host}`];
  const subject = ['-subj', `/CN=${host}`];
  const made = ['-keyout', at('key'), '-out', at('csr')];
  await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', ...subject, ...names, ...made]);
  const signer = ['-CA', caFile, '-CAkey', join(folder, 'ca.key'), '-days', '2'];
  const files = ['-in', at('csr'), '-out', at('pem'), '-copy_extensions', 'copy'];
  await run('openssl', ['x509', '-req', ...signer, ...files]);
}

beforeAll(async () => {
  let authority: Promise<void> | null = null;
  let key: Promise<string> | null = null;
  cluster = await makeCluster(3, {
    scheme: 'https',
    more: async ({ folder, host }) => {
      authority ??= makeAuthority(folder);
      await authority;
      await makeCertificate(folder, host);
      const file = join(folder, 'api_keys.json');
      key ??= makeKey(file);
      admin = await key;
      const secret = join(folder, 'cluster-secret');
      await writeFile(secret, 'e'.repeat(64), { mode: 0o600 });
      return `[server.tls]
cert_file = "${join(folder, `${host}.pem`)}"
key_file = "${join(folder, `${host}.key`)}"
ca_file = "${caFile}"
[security]
auth_mode = "api_key"
api_keys.storage_path = "${file}"
cluster_secret_file = "${secret}"`;
    },
  });
  agent = new Agent({ ca: await readFile(caFile), keepAlive: true });
  await cluster.start();
}, 60_000);
afterAll(async () => {
  agent.destroy();
  await cluster.destroy();
});

async function makeKey(file: string): Promise<string> {
  const words = ['create', '--file', file, '--name', 'ops', '--scope', 'admin'];
  const parsed = parseKeyArguments(words, {});
  if (parsed.kind !== 'create') throw new Error(JSON.stringify(parsed));
  return (await runKeyCommand(parsed, Date.now())).text.trim();
}

/** Over TLS, with the certificate checked. */
async function ask(node: number, method: string, path: string, body?: unknown) {
  return await new Promise<{ readonly status: number; readonly body: unknown }>(
    (resolve, reject) => {
      const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
      const url = `${cluster.node(node).url}${path}`;
      const request = startRequest(url, { method, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

test('nodes find each other, replicate and forward over TLS with keys and a shared secret', async () => {
  const alive = async (): Promise<boolean> => {
    const { body } = await ask(0, 'GET', '/api/v1/cluster/members');
    const { members } = endpoints.getMembers.response.parse(body);
    return members.filter(({ state }) => state === 'alive').length === 3;
  };
  await waitUntil(alive, 60_000, 'three alive members');
  const { status } = await ask(0, 'POST', '/api/v1/cluster/initialize', { expected_nodes: 3 });
  expect(status).toBe(200);
  for (const node of [0, 1, 2]) {
    const stored = await ask(node, 'POST', endpoints.remember.path, {
      id: `m${node}`,
      content: 'x',
    });
    expect(stored.status, JSON.stringify(stored.body)).toBe(201);
  }
  const { body } = await ask(1, 'GET', '/api/v1/cluster/convergence');
  expect(endpoints.getConvergence.response.parse(body)).toMatchObject({
    converged: true,
    unanswered: [],
  });
  const members = endpoints.getMembers.response.parse(
    (await ask(0, 'GET', '/api/v1/cluster/members')).body,
  );
  for (const member of members.members) expect(member.http_address).toMatch(/^https:\/\/127\./);
});

test('plain HTTP to the port gets no answer, and the node lives on', async () => {
  const plain = cluster.node(0).url.replace('https', 'http');
  await expect(fetch(`${plain}/health`)).rejects.toThrow();
  expect((await ask(0, 'GET', '/health')).status).toBe(200);
});

test('engram-ops takes key and authority from the environment, and without either says why not', async () => {
  const check = async (env: Record<string, string>) => {
    const urls = cluster.nodes.map(({ url }) => url).join(',');
    const options = { env: { ...process.env, ...env } };
    return await run(process.execPath, [ops, 'health', '--nodes', urls], options).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (failed: { code: number; stdout: string; stderr: string }) => ({
        code: failed.code,
        text: `${failed.stdout}${failed.stderr}`,
      }),
    );
  };
  const good = await check({ ENGRAM_API_KEY: admin, ENGRAM_CA_FILE: caFile });
  expect(good, good.text).toMatchObject({ code: 0 });
  const strange = await check({ ENGRAM_API_KEY: admin });
  expect(strange.code).not.toBe(0);
  const keyless = await check({ ENGRAM_CA_FILE: caFile });
  expect(keyless.code).not.toBe(0);
  expect(keyless.text).toMatch(/401|UNAUTHORIZED/);
});
