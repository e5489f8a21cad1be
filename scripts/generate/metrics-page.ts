// The reference page of the metrics: every entry of the catalog with its type, unit, labels and what it says.
import { join, resolve } from 'node:path';
import { type MetricSpec, metricCatalog } from '../../cluster/api/contract.ts';
import type { GeneratedFile } from './generated-file.ts';

const root = resolve(import.meta.dirname, '../..');

/** The first whose beginning fits is the section of a metric. */
const sections = [
  ['engram_operation', 'Operations of clients'],
  ['engram_memory_operation', 'Operations of clients'],
  ['engram_in_flight', 'Operations of clients'],
  ['engram_router', 'Operations of clients'],
  ['engram_replication', 'Copies and placement'],
  ['engram_cluster_partition', 'Members and partitions'],
  ['engram_cluster_membership', 'Members and partitions'],
  ['engram_cluster', 'Copies and placement'],
  ['engram_gossip', 'Consolidation and gossip'],
  ['engram_consolidation', 'Consolidation and gossip'],
  ['engram_', 'The node'],
] as const;

/** Units by the ending of the name, as Prometheus wants it. */
const units = [
  ['_timestamp_seconds', 'Unix seconds'],
  ['_seconds', 'seconds'],
  ['_bytes_total', 'bytes'],
  ['_ratio', '0 to 1'],
] as const;

export function metricsPage(): GeneratedFile {
  const specs: readonly MetricSpec[] = Object.values(metricCatalog);
  const titles = [...new Set(sections.map(([, title]) => title))];
  const text = `---
title: Metrics
pagefind: false
description: Every metric of a node, with its type, its unit, its labels and what it says.
---

<!-- Written by \`npm run reference\` from cluster/metrics/catalog.ts. Change it there. -->

\`GET /metrics\` answers in the text format of Prometheus, and in JSON where a client accepts \`application/json\`.
Counters begin at 0 with the node, and so do their labels where the values are known. A histogram has the series \`_bucket\` (with the label \`le\`, seconds), \`_sum\` and \`_count\`.
Prometheus adds \`job\` and \`instance\`.

${titles
  .flatMap((title) => {
    const inside = specs.filter(({ name }) => sectionOf(name) === title);
    return inside.length === 0 ? [] : [`## ${title}\n\n${table(inside)}`];
  })
  .join('\n\n')}
`;
  return { path: join(root, 'content/reference/metrics.md'), text };
}

function sectionOf(name: string): string {
  const found = sections.find(([start]) => name.startsWith(start));
  if (found === undefined)
    throw new Error(`Unexpected metric \`${name}\`, expected a section for it`);
  return found[1];
}

function table(specs: readonly MetricSpec[]): string {
  const rows = specs.map((spec) => {
    const labels = spec.labels.map((label) => labelText(spec, label)).join('; ');
    const buckets =
      spec.kind === 'histogram' ? ` Buckets: ${spec.buckets.map(String).join(', ')}.` : '';
    return `| \`${spec.name}\` | ${spec.kind} | ${unitOf(spec.name)} | ${labels} | ${escapeCell(spec.help)}${buckets} |`;
  });
  return [
    '| metric | type | unit | labels | what it says |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function labelText({ initial }: MetricSpec, label: string): string {
  const values = initial?.[label];
  return values === undefined
    ? `\`${label}\``
    : `\`${label}\`: ${values.map((value) => `\`${value}\``).join(', ')}`;
}

function unitOf(name: string): string {
  return units.find(([ending]) => name.endsWith(ending))?.[1] ?? 'count';
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
