import { expect, test } from 'vitest';
import { catalog, operationErrors, operations } from '../../../cluster/metrics/catalog.ts';
import { createMetrics } from '../../../cluster/metrics/registry.ts';

const text = await createMetrics().toText();

test('every metric of the catalog is exported with its help and type', () => {
  for (const { name, help, kind } of Object.values(catalog)) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`);
  }
});

test('names are unique and follow the conventions', () => {
  const names = Object.values(catalog).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, kind } of Object.values(catalog)) {
    expect(name).toMatch(/^engram_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(
      kind === 'counter' ||
        name === 'engram_cluster_membership_total' ||
        name === 'engram_cluster_partition_total',
    );
  }
});

test('operations and their errors are 0 before anything happens', () => {
  for (const operation of operations) {
    expect(text).toContain(`engram_operations_total{operation="${operation}"} 0\n`);
    expect(text).toContain(
      `engram_memory_operation_duration_seconds_count{operation="${operation}"} 0\n`,
    );
    for (const error of operationErrors) {
      expect(text).toContain(
        `engram_operation_errors_total{operation="${operation}",error_type="${error}"} 0\n`,
      );
    }
  }
});

test('every edge of a latency objective is a bucket edge', () => {
  for (const edge of [0.02, 0.05, 0.09, 0.1, 0.2, 1]) {
    expect(catalog.operationDuration.buckets).toContain(edge);
  }
});
