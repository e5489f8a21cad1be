import { expect, test } from 'vitest';
import { parseBackupArguments } from '../../../../cluster/cli/backup/arguments.ts';

const id = 'snap_2026_06_01_00_00_00';
const parse = (line: string, env = {}) => parseBackupArguments(line.split(' '), env);

test('an export has a snapshot, a folder and the configuration of the node', () => {
  const line = `export --snapshot ${id} --destination file:///mnt/b/`;
  const order = {
    kind: 'export',
    snapshot: id,
    place: { scheme: 'file', folder: '/mnt/b' },
    json: false,
  };
  expect(parse(line)).toEqual({ ...order, config: null });
  expect(parse(line, { ENGRAM_CONFIG: '/e.toml' })).toEqual({ ...order, config: '/e.toml' });
});

test('a place may be a bucket, or a part of one', () => {
  const bucket = { scheme: 's3', bucket: 'backups.example' };
  expect(parse('list --source s3://backups.example/engram/a_1/')).toMatchObject({
    place: { ...bucket, prefix: 'engram/a_1' },
  });
  for (const url of ['s3://backups.example', 's3://backups.example/']) {
    expect(parse(`list --source ${url}`)).toMatchObject({ place: { ...bucket, prefix: '' } });
  }
});

test('prune wants both rules, since a default would delete what somebody meant to keep', () => {
  const line = 'prune --source file:///mnt/b --keep-last 7';
  expect(parse(line)).toMatchObject({ kind: 'wrong' });
  expect(parse(`${line} --older-than 30d --dry-run`)).toEqual({
    kind: 'prune',
    place: { scheme: 'file', folder: '/mnt/b' },
    rule: { keepLast: 7, olderThanMs: 2_592_000_000 },
    dryRun: true,
    json: false,
  });
});

test.each([
  ['restore', 'Unexpected command `backup restore`'],
  [`export --destination file:///b`, 'Expected the snapshot'],
  [`export --snapshot last --destination file:///b`, 'Unexpected snapshot `last`'],
  [`export --snapshot ${id}`, 'add `--destination'],
  ['list --source /mnt/b', 'Unexpected place `/mnt/b`'],
  ['list --source s3://Bucket/b', 'Unexpected place `s3://Bucket/b`'],
  ['list --source s3://bucket/a//b', 'Unexpected place `s3://bucket/a//b`'],
  ['list --source s3://bucket/../b', 'Unexpected place `s3://bucket/../b`'],
  ['list --source https://bucket/b', '`s3://BUCKET/PREFIX`'],
  ['list --source file://host/b', 'Unexpected place `file://host/b`'],
  ['prune --source file:///b --keep-last 0 --older-than 1d', 'expected 1 or more'],
  ['prune --source file:///b --keep-last 1 --older-than 30', 'expected one such as `30d`'],
  ['verify --source file:///b spare', 'Unexpected argument'],
])('`backup %s` is refused with what is expected instead', (line, message) => {
  expect(parse(line)).toEqual({ kind: 'wrong', message: expect.stringContaining(message) });
});
