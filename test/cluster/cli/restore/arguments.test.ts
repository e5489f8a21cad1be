import { expect, test } from 'vitest';
import { parseMoment } from '../../../../cluster/cli/moment.ts';
import { parseRestoreArguments } from '../../../../cluster/cli/restore/arguments.ts';
import {
  parseWalBackupArguments,
  parseWalReplayArguments,
} from '../../../../cluster/cli/wal/arguments.ts';

const id = 'snap_2026_06_01_00_00_00';
const env = { ENGRAM_CONFIG: '/etc/engram.toml' };
const words = (line: string): string[] => line.split(' ');
const folder = (path: string) => ({ scheme: 'file', folder: path });

test('a moment is RFC 3339 with its offset, or Unix seconds', () => {
  const ms = Date.UTC(2026, 0, 5, 10);
  expect(parseMoment('2026-01-05T10:00:00Z')).toBe(ms);
  expect(parseMoment('2026-01-05T12:00:00+02:00')).toBe(ms);
  expect(parseMoment(String(ms / 1_000))).toBe(ms);
  expect(parseMoment(`${ms / 1_000}.25`)).toBe(ms + 250);
  for (const text of [
    '2026-01-05T10:00:00',
    '2026-01-05',
    'now',
    '',
    String(ms),
    '2026-13-05T10:00:00Z',
  ]) {
    expect(parseMoment(text)).toBeNull();
  }
});

test('a restore says what, from where and up to when', () => {
  const line = `--source file:///b --snapshot ${id}`;
  expect(parseRestoreArguments(words(line), env)).toEqual({
    kind: 'restore',
    source: folder('/b'),
    snapshot: id,
    until: null,
    renames: new Map(),
    clusterEpoch: null,
    config: '/etc/engram.toml',
    dryRun: false,
    json: false,
  });
  const renamed = parseRestoreArguments(words(`${line} --rename a=b --rename b=c`), {});
  expect(renamed).toMatchObject({
    renames: new Map([
      ['a', 'b'],
      ['b', 'c'],
    ]),
  });
  const until = `${line} --archive file:///w --until 1767607200 --cluster-epoch 3 --dry-run`;
  expect(parseRestoreArguments(words(until), {})).toMatchObject({
    until: { ms: 1_767_607_200_000, archive: folder('/w') },
    clusterEpoch: 3,
    config: null,
    dryRun: true,
  });
});

test.each([
  ['', 'add `--source'],
  ['--source file:///b', 'add `--snapshot ID`'],
  ['--source file:///b --snapshot latest', 'Unexpected snapshot `latest`'],
  [`--source file:///b --snapshot ${id} --until yesterday --archive file:///w`, '`yesterday`'],
  [`--source file:///b --snapshot ${id} --until 1767607200`, 'add `--archive'],
  [`--source file:///b --snapshot ${id} --archive file:///w`, '`--until TIME`'],
  [`--source file:///b --snapshot ${id} --cluster-epoch 0`, 'cluster epoch `0`'],
  [`--source file:///b --snapshot ${id} --skip-wal`, '--skip-wal'],
  [`--source file:///b --snapshot ${id} --rename a`, '`OLD=NEW`'],
  [`--source file:///b --snapshot ${id} --rename a=B`, '`OLD=NEW`'],
  [`--source file:///b --snapshot ${id} --rename a=b --rename a=c`, 'one new name for `a`'],
])('engram restore %s is refused', (line, message) => {
  const parsed = parseRestoreArguments(words(line).filter(Boolean), {});
  expect(parsed).toMatchObject({ kind: 'wrong', message: expect.stringContaining(message) });
});

test('an archive of logs has a place, and a folder or a configuration', () => {
  expect(parseWalBackupArguments(words('--to file:///w --data-dir /d --json'), env)).toEqual({
    kind: 'wal-backup',
    to: folder('/w'),
    pruneFor: [],
    dataDir: '/d',
    config: '/etc/engram.toml',
    json: true,
  });
  const two = words('--to file:///w --prune-for file:///b --prune-for file:///c');
  const pruning = parseWalBackupArguments(two, env);
  expect(pruning).toMatchObject({ to: folder('/w'), pruneFor: [folder('/b'), folder('/c')] });
  expect(parseWalBackupArguments(words('--to file:///w --prune-for b'), env)).toMatchObject({
    kind: 'wrong',
  });
  expect(parseWalBackupArguments([], {})).toMatchObject({ kind: 'wrong' });
  expect(parseWalBackupArguments(['--since', '1h'], {})).toMatchObject({ kind: 'wrong' });
  expect(parseWalBackupArguments(['--help'], {})).toEqual({ kind: 'help' });
});

test('a replay ends somewhere and does not end before it begins', () => {
  const line = '--archive file:///w --from 1767607200 --to 1767610800 --dry-run';
  expect(parseWalReplayArguments(words(line), {})).toEqual({
    kind: 'wal-replay',
    archive: folder('/w'),
    fromMs: 1_767_607_200_000,
    toMs: 1_767_610_800_000,
    config: null,
    dryRun: true,
    json: false,
  });
  for (const bad of [
    '--archive file:///w',
    '--to 1767610800',
    '--archive file:///w --to soon',
    '--archive file:///w --from 1767610800 --to 1767607200',
  ]) {
    expect(parseWalReplayArguments(words(bad), {})).toMatchObject({ kind: 'wrong' });
  }
});
