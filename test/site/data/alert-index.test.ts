import { expect, test } from 'vitest';
import { alertEntries, landingPages } from '../../../src/data/alert-index.ts';

const restart = {
  id: 'operations/care/restart',
  alerts: ['EngramNodeDown'],
  aliases: ['node-failure'],
};
const disk = {
  id: 'operations/care/disk',
  alerts: ['EngramDiskFull', 'EngramDiskSlow'],
  aliases: [],
};

test('every alert and every alias has a landing slug', () => {
  expect([...landingPages([restart, disk])]).toEqual([
    ['engram-node-down', restart.id],
    ['node-failure', restart.id],
    ['engram-disk-full', disk.id],
    ['engram-disk-slow', disk.id],
  ]);
});

test('two pages that claim one slug are an error that names both', () => {
  expect(() => landingPages([restart, { ...disk, aliases: ['engram-node-down'] }])).toThrow(
    'Unexpected second page for `/operations/runbooks/engram-node-down`: `operations/care/disk`, but `operations/care/restart` has it',
  );
});

test('an alias that repeats the alert of its own page is no conflict', () => {
  expect(landingPages([{ ...restart, aliases: ['engram-node-down'] }]).size).toBe(1);
});

test('alerts are listed in alphabetical order', () => {
  expect(alertEntries([restart, disk]).map(({ alert }) => alert)).toEqual([
    'EngramDiskFull',
    'EngramDiskSlow',
    'EngramNodeDown',
  ]);
});
