import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { LiveNode } from '../node/live-cluster.ts';

let node: LiveNode | null = null;
afterEach(() => node?.end('SIGKILL'));

const onePerKey = /^\{.*"message":"key-without-effect".*"key":"(?<key>[^"]+)".*\}$/gm;

test("upstream's own file starts a node, which says what does nothing and serves", async () => {
  const folder = await scratchFolder();
  const file = await readFile(join(import.meta.dirname, 'upstream.toml'), 'utf8');
  const host = `127.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}.9`;
  node = new LiveNode('upstream', `http://${host}:7432`, folder);
  const text = file
    .replace('http_bind = "127.0.0.1"', `http_bind = "${host}"`)
    .replace('~/.local/share/engram', node.dataFolder);
  await writeFile(node.configPath, text);
  await node.start();
  const memory = { id: 'one', content: 'a memory' };
  expect((await node.ask('POST', '/api/v1/memories/remember', memory)).status).toBe(201);
  const told = [...node.log.matchAll(onePerKey)].map(({ groups }) => groups?.['key']);
  expect(told).toHaveLength(34);
  expect(told).toContain('persistence.hot_capacity');
});
