// Figures of nodes, and which of them are out of range.
import { expect, test } from 'vitest';
import { checkVitals, type NodeFigures, readFigures } from '../../../ops/diagnostics/vitals.ts';

const now = 10_000;
const figures: NodeFigures = {
  node: 'node-1',
  consolidatedAt: 9_900,
  operations: 10_000,
  errors: 10,
};

function node(disk: number | null, memory: number | null) {
  return {
    id: 'node-1',
    state: 'alive' as const,
    version: '0.2.0',
    disk_used_pct: disk,
    memory_used_pct: memory,
    cpu_pct: null,
    io_wait_pct: null,
    spaces: 1,
    data_bytes: 1,
    memory_bytes: 1,
  };
}

const notOk = (disk: number | null, memory: number | null, change: Partial<NodeFigures> = {}) =>
  checkVitals([node(disk, memory)], [{ ...figures, ...change }], now).flatMap(
    ({ state, detail }) => (state === 'ok' ? [] : [`${state} ${detail}`]),
  );

test('figures within their ranges, at their very ends, and unknown ones are fine', () => {
  expect(notOk(80, 90, { consolidatedAt: now - 450 })).toEqual([]);
  expect(notOk(null, null)).toEqual([]);
  expect(notOk(1, 1, { operations: 0, errors: 0 })).toEqual([]);
});

test('each figure out of its range is named', () => {
  expect(notOk(81, 50)).toEqual(['warn above 80 %: node-1: 81 %']);
  expect(notOk(91, 91)).toEqual(['fail node-1: 91 %', 'fail node-1: 91 %']);
  expect(notOk(1, 1, { consolidatedAt: now - 451 })).toEqual(['fail node-1: 451 s ago']);
  expect(notOk(1, 1, { consolidatedAt: null })).toEqual([
    'fail node-1 does not say when it last ran',
  ]);
  expect(notOk(1, 1, { errors: 11 })).toEqual(['fail 11 of 10000 failed since the nodes started']);
});

test('figures are summed over the labels of a metric', () => {
  const text = `# HELP engram_operations_total Operations.
engram_operations_total{operation="store"} 7
engram_operations_total{operation="recall"} 5
engram_operation_errors_total{operation="store",error_type="timeout"} 2
engram_consolidation_last_success_timestamp_seconds 9900.5
`;
  expect(readFigures('node-2', text)).toEqual({
    node: 'node-2',
    consolidatedAt: 9_900.5,
    operations: 12,
    errors: 2,
  });
  expect(readFigures('node-2', '')).toMatchObject({ consolidatedAt: null, operations: 0 });
});
