import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { markKept, moveAway } from '../../../ops/state/move-away.ts';
import { identifyProcess, pidView } from '../../../ops/state/process.ts';
import { type ClusterRecord, readRecord, writeRecord } from '../../../ops/state/record.ts';
import { sweep } from '../../../ops/state/sweep.ts';
import { scratchFolder } from '../../support/scratch.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await scratchFolder();
  folder = join(home, 'engram');
});

const nobody = { pid: 0, started: '' };

function claim(createdAt: number, keeper: ClusterRecord['keeper'] = nobody): void {
  mkdirSync(folder);
  writeRecord(folder, {
    ...{ name: 'engram', phase: 'running', keeper, pidView: pidView(), isolation: 'loopback' },
    ...{ profile: 'fast', createdAt, endsAt: 0, place: {}, hosts: [] },
  });
  markKept(folder);
}

test('a folder that is meant leaves its name', () => {
  claim(1);
  const rubbish = moveAway(home, 'engram', (record) => record?.createdAt === 1);
  expect(existsSync(folder)).toBe(false);
  expect(readRecord(rubbish ?? '')?.createdAt).toBe(1);
});

test('while one command looks, no other one can take the folder, and so nobody the name', () => {
  claim(1);
  const others: unknown[] = [];
  const rubbish = moveAway(home, 'engram', () => {
    others.push(
      moveAway(home, 'engram', () => true),
      sweep(home),
    );
    return true;
  });
  expect(others).toEqual([undefined, []]);
  expect(rubbish).toBeDefined();
});

test('a cluster that took the name since somebody looked is not moved for a moment', () => {
  const self = identifyProcess(process.pid);
  if (self === undefined) throw new Error('This process must see itself.');
  claim(1);
  expect(sweep(home)).toEqual(['engram']);
  claim(2, self);
  const before = statSync(folder).ino;
  const seen: boolean[] = [];
  const moved = moveAway(home, 'engram', (record) => {
    seen.push(existsSync(folder));
    return record?.createdAt === 1;
  });
  expect({ moved, seen, ino: statSync(folder).ino }).toEqual({
    moved: undefined,
    seen: [true],
    ino: before,
  });
  expect(moveAway(home, 'engram', () => true)).toBeDefined();
});

test('what a command left behind that was killed while it looked is taken over', () => {
  claim(1);
  renameSync(join(folder, 'kept'), join(folder, 'leaving-1-of-another-start'));
  expect(sweep(home)).toEqual(['engram']);
  expect(readdirSync(home)).toEqual([]);
});

test('a folder that is gone is nobody’s to take', () => {
  claim(1);
  rmSync(folder, { recursive: true });
  expect(moveAway(home, 'engram', () => true)).toBeUndefined();
});
