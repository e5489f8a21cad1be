// A name may be taken again while the cluster that had it is still being taken away.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { markKept } from '../../../ops/state/move-away.ts';
import { namespaceOf } from '../../../ops/state/process.ts';
import { type ClusterRecord, readRecord, writeRecord } from '../../../ops/state/record.ts';
import { takeAway } from '../../../ops/supervisor/launch.ts';
import { scratchFolder } from '../../support/scratch.ts';

let home: string;
let folder: string;
beforeEach(async () => {
  home = await scratchFolder({});
  folder = join(home, 'engram');
});

async function claim(createdAt: number, place: ClusterRecord['place'] = {}): Promise<void> {
  await mkdir(folder);
  writeRecord(folder, {
    name: 'engram',
    phase: 'running',
    keeper: { pid: 0, started: '' },
    pidView: '',
    isolation: 'loopback',
    profile: 'fast',
    createdAt,
    endsAt: 0,
    place,
    hosts: [],
  });
  markKept(folder);
}

const leaving = { child: undefined, keeper: undefined, createdAt: 1 };

test('the folder of a cluster that leaves is removed', async () => {
  await claim(1);
  await takeAway(folder, leaving);
  expect(readRecord(folder)).toBeUndefined();
});

test('a cluster that took the name before the folder was looked at stays', async () => {
  await claim(2);
  await takeAway(folder, leaving);
  expect(readRecord(folder)?.createdAt).toBe(2);
});

test('a cluster that took the name while the place of the one before was still ending stays', async () => {
  const place = spawn('sleep', ['60']);
  onTestFinished(() => void place.kill());
  const { pid = 0 } = place;
  await claim(1, { pid, network: namespaceOf('net', pid) });
  const taken = takeAway(folder, leaving);
  await rename(folder, join(home, '.rubbish'));
  await claim(2);
  place.kill();
  await once(place, 'exit');
  await taken;
  expect(readRecord(folder)?.createdAt).toBe(2);
});
