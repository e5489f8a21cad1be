import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parseBackupArguments } from '../../../../cluster/cli/backup/arguments.ts';
import { runBackup } from '../../../../cluster/cli/backup/run.ts';
import { makeNodeFolder, snapshot } from './node-folder.ts';

const wallMs = Date.UTC(2026, 5, 30);

async function makeNode(options = {}) {
  const { folder, source, config } = await makeNodeFolder(options);
  const exported = join(folder, 'backups');
  return {
    source,
    exported,
    async engram(line: string) {
      const url = pathToFileURL(exported).href;
      const argv = line.replace('URL', url).replace('ID', snapshot).split(' ');
      const work = parseBackupArguments(argv, { ENGRAM_CONFIG: config });
      if (work.kind === 'wrong' || work.kind === 'help') throw new Error(JSON.stringify(work));
      return await runBackup(work, { env: {}, wallMs });
    },
  };
}

const carryOut = 'export --snapshot ID --destination URL/n1';

test('what a node exports has the bytes of its snapshot and passes verification, also a second time', async () => {
  const node = await makeNode();
  expect(await node.engram(carryOut)).toMatchObject({ ok: true });
  expect(await node.engram(carryOut)).toMatchObject({ ok: true });
  const copy = await readFile(join(node.exported, 'n1/orders.jsonl'));
  expect(copy.equals(await readFile(node.source))).toBe(true);
  expect(await node.engram('verify --source URL --snapshot ID')).toEqual({
    ok: true,
    text: `${snapshot} node-1: 1 files as the cluster wrote them\n`,
  });
  const { text } = await node.engram('list --source URL --json');
  expect(JSON.parse(text)).toMatchObject([{ nodes: ['node-1'], restorable: true }]);
});

test('a snapshot that is not complete is not exported', async () => {
  const node = await makeNode({ complete: false });
  await expect(node.engram(carryOut)).rejects.toThrow('is not complete on this node');
});

test('a damaged file of the snapshot gets no name in the backup, and there is no manifest', async () => {
  const node = await makeNode();
  await writeFile(node.source, '{}\n');
  await expect(node.engram(carryOut)).rejects.toThrow('is not as it was written');
  await expect(node.engram('verify --source URL')).rejects.toThrow('There is no export');
});

test('a place that holds another export is left alone', async () => {
  const [node, other] = [await makeNode(), await makeNode({ root: 'ff' })];
  await node.engram(carryOut);
  const manifest = join(node.exported, 'n1/export.json');
  await other.engram(carryOut);
  await writeFile(manifest, await readFile(join(other.exported, 'n1/export.json')));
  await expect(node.engram(carryOut)).rejects.toThrow('expected a place of its own');
});

test.each([
  ['one changed byte', 'orders.jsonl', 'damaged'],
  ['a cut manifest', 'export.json', 'is no manifest of an export'],
])('verification finds %s', async (_what, name, found) => {
  const node = await makeNode();
  await node.engram(carryOut);
  const path = join(node.exported, 'n1', name);
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 4) ^ 1, bytes.length - 4);
  await writeFile(path, name === 'export.json' ? bytes.subarray(0, -9) : bytes);
  expect(await node.engram('verify --source URL')).toEqual({
    ok: false,
    text: expect.stringContaining(found),
  });
});

test('content with another root hash than the copies had is found, although its checksum is right', async () => {
  const node = await makeNode({ root: 'ff' });
  await node.engram(carryOut);
  expect(await node.engram('verify --source URL')).toEqual({
    ok: false,
    text: expect.stringContaining('another root hash'),
  });
});

test('prune says what would go, removes it only when told to, and never the newest', async () => {
  const node = await makeNode();
  await node.engram(carryOut);
  const older = 'snap_2026_05_01_00_00_00';
  await cp(join(node.exported, 'n1'), join(node.exported, 'older'), { recursive: true });
  const path = join(node.exported, 'older/export.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  Object.assign(manifest.snapshot, { snapshot_id: older });
  manifest.snapshot.time.wallMs = Date.UTC(2026, 4, 1);
  await writeFile(path, JSON.stringify(manifest));
  const note = join(node.exported, 'older/note.txt');
  await writeFile(note, 'not ours');

  const line = 'prune --source URL --keep-last 1 --older-than 1d --json';
  const plan = { removed: [older], kept: [snapshot] };
  expect(JSON.parse((await node.engram(`${line} --dry-run`)).text)).toMatchObject(plan);
  expect(await readdir(join(node.exported, 'older'))).toContain('export.json');
  expect(JSON.parse((await node.engram(line)).text)).toMatchObject(plan);
  expect(await readdir(join(node.exported, 'older'))).toEqual(['note.txt']);
  expect(await node.engram('verify --source URL')).toMatchObject({ ok: true });
});
