// The rules speak of what the nodes export: names, types and labels, compared with the catalog of metrics.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalog, type MetricSpec } from '../../cluster/metrics/catalog.ts';

const folder = join(import.meta.dirname, '../../deployments/prometheus');

type Rule = { readonly record?: string; readonly alert?: string; readonly expr: string };

const ruleFiles = readdirSync(folder).filter((file) => file.endsWith('-alerts.yml'));
const rules = ruleFiles.flatMap((file) => {
  const { groups } = parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  };
  return groups.flatMap((group) => group.rules);
});

const specs: readonly MetricSpec[] = Object.values(catalog);
/** What Prometheus itself and the blackbox exporter provide. */
const foreign = ['up', 'probe_success'];
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
/** Added by Prometheus to every series, or by a recording rule. */
const targetLabels = ['job', 'instance', 'slo'];

/** The series of a metric by the name in an expression; a histogram has three. */
function specOf(name: string): MetricSpec | undefined {
  return specs.find(
    (spec) =>
      spec.name === name ||
      (spec.kind === 'histogram' &&
        ['_bucket', '_count', '_sum'].some((part) => spec.name + part === name)),
  );
}

/** Each selector of an expression: a name, and the labels that it asks for. */
function selectorsOf(expr: string): readonly { name: string; labels: readonly string[] }[] {
  const found = expr.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}/g);
  return [...found].map(([, name = '', matchers = '']) => ({
    name,
    labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  }));
}

const named = rules.map((rule) => [rule.alert ?? `${rule.record}: ${rule.expr}`, rule] as const);

describe.each(named)('%s', (_, { expr }) => {
  test('asks for metrics that exist', () => {
    const names = [...expr.matchAll(/\b(engram[a-z0-9_:]+|slo:[a-z0-9_:]+|probe_\w+)/g)];
    for (const [name] of names) {
      const isKnown = specOf(name) !== undefined || recorded.has(name) || foreign.includes(name);
      expect({ name, isKnown }).toEqual({ name, isKnown: true });
    }
  });

  test('asks for labels that its metrics have', () => {
    for (const { name, labels } of selectorsOf(expr)) {
      const spec = specOf(name);
      const own = spec === undefined ? ['operation'] : [...spec.labels, 'le'];
      for (const label of labels) expect([...targetLabels, ...own]).toContain(label);
    }
  });

  test('takes rates of counters and of nothing else', () => {
    const rated = expr.matchAll(/\b(?:rate|increase)\(([a-z0-9_]+)/g);
    for (const [, name = ''] of rated) expect(specOf(name)?.kind).not.toBe('gauge');
  });

  test('looks at the job that the metric comes from', () => {
    for (const { name, labels } of selectorsOf(expr)) {
      if (!recorded.has(name))
        expect({ name, labels }).toMatchObject({ labels: expect.arrayContaining(['job']) });
    }
  });
});

test('Prometheus loads every rule file', () => {
  const { rule_files: loaded } = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8')) as {
    readonly rule_files: readonly string[];
  };
  expect(loaded.toSorted()).toEqual(ruleFiles.toSorted());
});

test('thresholds of latency and of lag are edges of buckets', () => {
  expect(catalog.operationDuration.buckets).toEqual(expect.arrayContaining([0.05, 0.1]));
  expect(catalog.replicationLag.buckets).toContain(1);
});

test('groupings keep labels that exist', () => {
  const labels = new Set(['instance', 'le', ...specs.flatMap((spec) => [...spec.labels])]);
  const grouped = rules.flatMap(({ expr }) =>
    [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
  );
  expect(grouped.length).toBeGreaterThan(0);
  for (const label of grouped) expect([...labels]).toContain(label);
});
