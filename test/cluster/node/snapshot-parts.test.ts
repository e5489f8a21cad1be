import { expect, test } from 'vitest';
import type { PartFile } from '../../../cluster/api/internal-snapshot.ts';
import { gatherGroups, type NodeParts } from '../../../cluster/node/snapshot-parts.ts';

const voters = ['n1', 'n2', 'n3'];
const cut = [{ group: 'orders', position: { epoch: 4, sequence: 90 }, reason: null }];
const file: PartFile = {
  group: 'orders',
  epoch: 4,
  sequence: 90,
  voters,
  learners: [],
  root: 'aa',
  memories: 7,
  bytes: 70,
  sha256: '00',
};
const written: NodeParts = { files: [file], writing: [], applied: { orders: 95 } };

/** What is known when n1 and n2 have written their copies and n3 says this, or nothing; all are alive but for `dead`. */
function gather(third: NodeParts | null, dead: readonly string[] = []) {
  const said: [string, NodeParts][] = [
    ['n1', written],
    ['n2', written],
  ];
  const parts = new Map(third === null ? said : [...said, ['n3', third]]);
  return gatherGroups(cut, parts, (node) => !dead.includes(node));
}

test('a group is written when every copy has written the same', () => {
  expect(gather(written)).toMatchObject({
    outcome: { kind: 'written', files: [file] },
    progress: { nodes: voters, completed: voters },
  });
});

test.each<[string, NodeParts | null]>([
  ['says nothing', null],
  ['has not come to the cut', { files: [], writing: [], applied: { orders: 89 } }],
  ['writes', { files: [], writing: ['orders'], applied: { orders: 95 } }],
  ['does not say where it stands', { files: [], writing: [], applied: {} }],
])('a copy that %s is waited for', (_what, third) => {
  expect(gather(third)).toMatchObject({ outcome: { kind: 'waiting' }, waitingFor: ['n3'] });
});

test.each([90, 95])(
  'a copy that stands at %d, behind the cut, and does not write ends the snapshot at once, with the reason',
  (applied) => {
    const { outcome } = gather({ files: [], writing: [], applied: { orders: applied } });
    expect(outcome).toEqual({
      kind: 'failed',
      reason: expect.stringContaining('n3 cannot write `orders` as it was at the cut'),
    });
  },
);

test('a copy with another content at the cut ends it as well', () => {
  const { outcome } = gather({ ...written, files: [{ ...file, root: 'bb' }] });
  expect(outcome).toMatchObject({ reason: '`orders` at its cut differs between `n1` and `n3`' });
});

test('a copy whose node is gone is not waited for, and has no part', () => {
  expect(gather(null, ['n3'])).toEqual({
    outcome: { kind: 'written', files: [file] },
    progress: { nodes: ['n1', 'n2'], completed: ['n1', 'n2'] },
    waitingFor: [],
  });
});

test('a node that had written before it went has its part', () => {
  expect(gather(written, ['n3'])).toMatchObject({ progress: { nodes: voters } });
});

test('less than a majority is no snapshot', () => {
  const { outcome } = gatherGroups(cut, new Map([['n1', written]]), (node) => node === 'n1');
  expect(outcome).toEqual({
    kind: 'failed',
    reason: 'n2, n3 went before a majority of the copies of `orders` was written',
  });
});

test('a group of which nobody has anything is waited for', () => {
  const { outcome, progress } = gatherGroups(
    [...cut, { group: 'people', position: { epoch: 4, sequence: 90 }, reason: null }],
    new Map([['n1', written]]),
    () => true,
  );
  expect(outcome).toEqual({ kind: 'waiting' });
  expect(progress.completed).toEqual([]);
});
