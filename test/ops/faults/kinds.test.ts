// Words into faults: the table of kinds, without a cluster.
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../ops/failure.ts';
import { idOf, isSelected, nodesOf } from '../../../ops/faults/fault.ts';
import type { Words } from '../../../ops/faults/kinds/kind.ts';
import { kindsOfFault } from '../../../ops/faults/kinds.ts';
import { recordOf } from './record.ts';

const record = recordOf(3, 'loopback');

function read(kind: string, words: Words) {
  const known = kindsOfFault.find((candidate) => candidate.kind === kind);
  if (known === undefined) throw new Error(`There is no fault ${kind}.`);
  const defaults = Object.fromEntries(
    known.options.flatMap(({ flags, value }) =>
      value === undefined ? [] : [[/--([a-z-]+)/.exec(flags)?.[1] ?? '', value]],
    ),
  );
  return known.read({ ...defaults, ...words }, record);
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure && error.kind === 'usage') return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

/** The words of an example as the command line library would hand them over. */
function wordsOf(example: string): Words {
  const words: Record<string, string> = {};
  for (const match of example.matchAll(/--([a-z-]+)[ =](\S+)/g))
    words[match[1] ?? ''] = match[2] ?? '';
  if (/--both/.test(example)) return { ...words, both: true };
  return words;
}

describe.each(kindsOfFault)('$kind', ({ kind, examples, cleared, read: readOwn }) => {
  test.each(examples)('is made by its example: %s', (example) => {
    const faults = read(kind, wordsOf(example));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault.kind).toBe(kind);
  });

  test('has an end, and what ends is said', () => {
    expect(cleared).not.toBe('');
    for (const fault of read(kind, wordsOf(examples[0]))) {
      expect(isSelected(fault, {})).toBe(true);
      expect(isSelected(fault, { kind })).toBe(true);
      for (const node of nodesOf(fault)) expect(isSelected(fault, { kind, node })).toBe(true);
      expect(isSelected(fault, { node: 'node-9' })).toBe(false);
    }
  });

  test('has the same id when it is asked for twice', () => {
    const words = wordsOf(examples[0]);
    expect(read(kind, words).map(idOf)).toEqual(read(kind, words).map(idOf));
  });

  test('names an unknown node', () => {
    const words = { sides: 'node-1/node-9', from: 'node-9', to: 'node-1', node: 'node-9' };
    expect(messageOf(() => readOwn({ share: '1', by: '1s', ...words }, record))).toBe(
      'Unexpected node `node-9`, expected one of `node-1`, `node-2`, `node-3`',
    );
  });
});

test('every kind is there once', () => {
  const kinds = kindsOfFault.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});

test('sides are kept apart by `/` or `|`, and nodes on no side are left alone', () => {
  const expected = [{ kind: 'partition', sides: [['node-1', 'node-2'], ['node-3']] }];
  expect(read('partition', { sides: 'node-1,node-2/node-3' })).toEqual(expected);
  expect(read('partition', { sides: 'node-1,node-2|node-3' })).toEqual(expected);
});

test('all means every node, and never a link of a node to itself', () => {
  expect(read('drop', { from: 'all', to: 'node-1' }).map(idOf)).toEqual([
    'drop:node-2>node-1',
    'drop:node-3>node-1',
  ]);
  expect(read('drop', { from: 'node-1', to: 'node-2', both: true }).map(idOf)).toEqual([
    'drop:node-1>node-2',
    'drop:node-2>node-1',
  ]);
});

test.each([
  [
    'partition',
    { sides: 'node-1,node-2' },
    'Unexpected --sides `node-1,node-2`, expected at least two sides',
  ],
  [
    'partition',
    { sides: 'node-1,node-2/node-2' },
    'Unexpected --sides `node-1,node-2/node-2`: `node-2` is on two of them',
  ],
  [
    'drop',
    { from: 'node-1', to: 'node-1' },
    'Unexpected --from and --to: a node has no link to itself',
  ],
  [
    'drop',
    { from: 'node-1', to: 'node-2', share: '120%' },
    'Unexpected --share `120%`, expected a share above 0',
  ],
  [
    'slow-disk',
    { node: 'node-1', by: 'long' },
    'Unexpected --by `long`, expected a duration above zero',
  ],
  [
    'full-disk',
    { node: 'node-1', left: '64KB' },
    'Unexpected --left `64KB`, expected a number of bytes',
  ],
] as const)('%s %j is refused', (kind, words, message) => {
  expect(messageOf(() => read(kind, words))).toBe(message);
});

test('amounts are read in the units people write', () => {
  expect(read('drop', { from: 'node-1', to: 'node-2', share: '20%' })).toMatchObject([
    { share: 0.2 },
  ]);
  expect(read('clock-skew', { node: 'node-1', by: '-90s' })).toMatchObject([{ byMs: -90_000 }]);
  expect(read('full-disk', { node: 'node-1', left: '64KiB' })).toMatchObject([
    { bytesLeft: 65_536 },
  ]);
});
