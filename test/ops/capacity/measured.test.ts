// What the nodes say about their hosts becomes what a plan starts from.
import { expect, test } from 'vitest';
import type { ResponseOf } from '../../../cluster/api/contract.ts';
import { measure } from '../../../ops/capacity/measured.ts';

type Row = ResponseOf<'getNodes'>[number];

function row(id: string, figures: Partial<Row> = {}): Row {
  return {
    id,
    state: 'alive',
    version: '0.2.0',
    disk_used_pct: 40,
    memory_used_pct: 50,
    cpu_pct: 60,
    io_wait_pct: 5,
    spaces: 4,
    data_bytes: 1_000,
    memory_bytes: 1_000,
    ...figures,
  };
}

test('each figure is that of the busiest node, which need not be the same one', () => {
  const rows = [
    row('node-1', { cpu_pct: 65 }),
    row('node-2', { disk_used_pct: 45 }),
    row('node-3'),
  ];
  expect(measure(rows)).toEqual({
    nodes: 3,
    usage: { processor: 65, memory: 50, disk: 45 },
    ioWait: 5,
    absent: [],
  });
});

test('a dead node carries nothing and is named', () => {
  const gone = row('node-3', {
    state: 'dead',
    cpu_pct: null,
    memory_used_pct: null,
    disk_used_pct: null,
  });
  expect(measure([row('node-1'), row('node-2'), gone])).toMatchObject({
    nodes: 2,
    absent: ['node-3 is dead'],
  });
});

test('a node that is alive and gives no figure may be the busiest: there is no plan', () => {
  expect(() => measure([row('node-1'), row('node-2', { memory_used_pct: null })])).toThrow(
    'node-2 gives no figure of its memory',
  );
});

test('hosts without a figure of I/O wait have none, which is not 0', () => {
  expect(measure([row('node-1', { io_wait_pct: null })]).ioWait).toBeNull();
});

test('no plan is made of nodes none of which is alive', () => {
  expect(() => measure([row('node-1', { state: 'dead' })])).toThrow('No node is alive');
});
