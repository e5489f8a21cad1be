import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  openHistory,
  type ReadOperation,
  readHistory,
  readsOf,
  type WriteOperation,
  writesOf,
} from '../../../ops/load/history.ts';
import { scratchFolder } from '../../support/scratch.ts';

const operation: WriteOperation = {
  op_id: 'w-1',
  process: 'w',
  op: 'remember',
  space: 'notes',
  memory_id: 'w-1',
  start: 1.5,
  end: 2.25,
  outcome: 'ok',
  node: 'node-1',
};

const read: ReadOperation = {
  ...operation,
  op_id: 'w-read-0',
  op: 'get',
  outcome: 'ok',
  consistency: 'local',
  found: false,
};

test('what is added is read back in order', async () => {
  const path = join(await scratchFolder(), 'h.jsonl');
  const history = openHistory(path);
  history.add(operation);
  history.add({ ...operation, op_id: 'w-2', outcome: 'unknown' });
  history.close();
  expect(readHistory(path)).toEqual([
    operation,
    { ...operation, op_id: 'w-2', outcome: 'unknown' },
  ]);
});

test('reads and writes are told apart', async () => {
  const path = join(await scratchFolder(), 'h.jsonl');
  const history = openHistory(path);
  const silent: ReadOperation = { ...read, outcome: 'fail', found: null };
  for (const line of [operation, read, silent]) history.add(line);
  history.close();
  const all = readHistory(path);
  expect(writesOf(all)).toEqual([operation]);
  expect(readsOf(all)).toEqual([read, silent]);
});

test('a second writer appends', async () => {
  const path = join(await scratchFolder(), 'h.jsonl');
  for (const _ of [1, 2]) {
    const history = openHistory(path);
    history.add(operation);
    history.close();
  }
  expect(readHistory(path)).toHaveLength(2);
});

test('a torn last line of a killed writer is left out', async () => {
  const folder = await scratchFolder({ 'h.jsonl': `${JSON.stringify(operation)}\n{"op_id":"w-` });
  expect(readHistory(join(folder, 'h.jsonl'))).toEqual([operation]);
});

test.each([
  'not json',
  'null',
  '{}',
  '{"op":"remember","memory_id":"a","space":"b","start":1,"end":2,"outcome":"maybe"}',
  '{"op":"remember","memory_id":"a","space":"b","outcome":"ok"}',
  '{"op":"forget","memory_id":"a","space":"b","start":1,"end":2,"outcome":"ok"}',
  '{"op":"get","memory_id":"a","space":"b","start":1,"end":2,"outcome":"ok"}',
])('the line `%s` in the middle is refused', async (line) => {
  const path = join(await scratchFolder(), 'h.jsonl');
  await writeFile(path, `${JSON.stringify(operation)}\n${line}\n`);
  expect(() => readHistory(path)).toThrow(
    `${path}:2 Unexpected line, expected an operation of a history`,
  );
});

test('a file that is not there is named', () => {
  expect(() => readHistory('/nowhere/h.jsonl')).toThrow(
    'Could not read the history `/nowhere/h.jsonl`',
  );
});
