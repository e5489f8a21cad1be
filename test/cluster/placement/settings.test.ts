import { expect, test } from 'vitest';
import { type Entry, entryTypes, type Json } from '../../../cluster/model/entry.ts';
import { versionInLog } from '../../../cluster/placement/settings.ts';

const entry = (payload: Json): Entry => ({
  ...{ epoch: 1, sequence: 1, hlc: { wallMs: 1, counter: 0 } },
  ...{ type: entryTypes.catalogCommand, payload },
});
const version = (value: Json): Entry =>
  entry({ kind: 'set-setting', name: 'cluster_version', value });

test('the newest version that a log asks for counts', () => {
  expect(versionInLog([version('0.1.0'), version('0.2.0')])).toBe('0.2.0');
});

test('a log may hold what is no command', () => {
  expect(versionInLog([version('0.1.0'), entry(null), entry(7)])).toBe('0.1.0');
});
