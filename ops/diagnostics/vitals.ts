// Whether every node's figures are within their normal ranges. Pure.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Check, verdictOf } from '../check-list.ts';

type Nodes = ResponseOf<'getNodes'>;

/** Percent of a disk above which space should be made or added soon, and above which nothing may be copied to it. */
const filledDisk = 80;
const fullDisk = 90;
/** Percent of a host's memory above which it may start to swap. */
const fullMemory = 90;
/** Seconds without a finished consolidation: one and a half intervals of 300 s, as the service level has it. */
const staleConsolidation = 450;
/** Share of operations that may have failed since the nodes started: the error budget of 0.1 %. */
const errorBudget = 0.001;

/** Figures of the nodes' metrics that are looked at; null for a node that does not say. */
export type NodeFigures = {
  readonly node: string;
  /** Unix seconds at which consolidation last came to its end. */
  readonly consolidatedAt: number | null;
  readonly operations: number;
  readonly errors: number;
};

/** `now`: Unix seconds. */
export function checkVitals(
  nodes: Nodes,
  figures: readonly NodeFigures[],
  now: number,
): readonly Check[] {
  const above = (limit: number, read: (node: Nodes[number]) => number | null) =>
    nodes.flatMap((node) => {
      const value = read(node);
      if (value === null || value <= limit) return [];
      return [`${node.id}: ${value.toFixed(0)} %`];
    });
  const disk = (node: Nodes[number]) => node.disk_used_pct;
  const operations = figures.reduce((sum, figure) => sum + figure.operations, 0);
  const errors = figures.reduce((sum, figure) => sum + figure.errors, 0);
  const share = operations === 0 ? 0 : errors / operations;
  return [
    diskCheck(above(filledDisk, disk), above(fullDisk, disk)),
    verdictOf(
      'hosts have memory',
      above(fullMemory, ({ memory_used_pct }) => memory_used_pct),
      `at most ${fullMemory} % used`,
    ),
    verdictOf(
      'consolidation is fresh',
      figures.flatMap(({ node, consolidatedAt }) => {
        if (consolidatedAt === null) return [`${node} does not say when it last ran`];
        const age = now - consolidatedAt;
        return age <= staleConsolidation ? [] : [`${node}: ${Math.round(age)} s ago`];
      }),
      `within ${staleConsolidation} s on every node`,
    ),
    verdictOf(
      'operations succeed',
      share <= errorBudget ? [] : [`${errors} of ${operations} failed since the nodes started`],
      `${errors} of ${operations} failed since the nodes started`,
    ),
  ];
}

function diskCheck(filled: readonly string[], full: readonly string[]): Check {
  const name = 'disks have room';
  if (full.length === 0 && filled.length > 0)
    return { name, state: 'warn', detail: `above ${filledDisk} %: ${filled.join('; ')}` };
  return verdictOf(name, full, `at most ${filledDisk} % used`);
}

/** The figures in a node's metrics, Prometheus text. */
export function readFigures(node: string, text: string): NodeFigures {
  const samples = text.split('\n').flatMap((line) => {
    const match = /^(engram_\w+)(?:\{[^}]*\})? (\S+)$/.exec(line);
    return match === null ? [] : [{ name: match[1], value: Number(match[2]) }];
  });
  const valuesOf = (name: string) =>
    samples.flatMap((sample) => (sample.name === name ? [sample.value] : []));
  const sum = (name: string) => valuesOf(name).reduce((total, value) => total + value, 0);
  return {
    node,
    consolidatedAt: valuesOf('engram_consolidation_last_success_timestamp_seconds')[0] ?? null,
    operations: sum('engram_operations_total'),
    errors: sum('engram_operation_errors_total'),
  };
}
