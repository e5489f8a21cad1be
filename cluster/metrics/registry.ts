/** The catalog as live metrics of one node. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  type Catalog,
  type CounterSpec,
  catalog,
  type GaugeSpec,
  type HistogramSpec,
  type MetricSpec,
} from './catalog.ts';

type Live<Spec> =
  Spec extends CounterSpec<infer Label>
    ? Counter<Label>
    : Spec extends HistogramSpec<infer Label>
      ? Histogram<Label>
      : Spec extends GaugeSpec<infer Label>
        ? Gauge<Label>
        : never;

export type Metrics = {
  readonly [Name in keyof Catalog]: Live<Catalog[Name]>;
} & {
  /** All of them in Prometheus text format. */
  readonly toText: () => Promise<string>;
  /** The same as plain data. */
  readonly toJson: () => Promise<readonly object[]>;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const live = Object.entries(catalog).map(
    ([name, spec]) => [name, create(spec, registry)] as const,
  );
  const toText = (): Promise<string> => registry.metrics();
  const toJson = (): Promise<readonly object[]> => registry.getMetricsAsJSON();
  // The mapped type above says what each entry of the catalog becomes; entries lose it on the way.
  return {
    ...(Object.fromEntries(live) as Omit<Metrics, 'toText' | 'toJson'>),
    toText,
    toJson,
  } as Metrics;
}

function create(spec: MetricSpec, registry: Registry): Counter | Gauge | Histogram {
  const options = {
    name: spec.name,
    help: spec.help,
    labelNames: [...spec.labels],
    registers: [registry],
  };
  if (spec.kind === 'gauge') return new Gauge(options);
  if (spec.kind === 'counter') {
    const counter = new Counter(options);
    for (const labels of labelSets(spec)) counter.inc(labels, 0);
    return counter;
  }
  const histogram = new Histogram({ ...options, buckets: [...spec.buckets] });
  for (const labels of labelSets(spec)) histogram.zero(labels);
  return histogram;
}

/** Every combination of the labels' initial values; none if a label has no initial values. */
function labelSets(spec: MetricSpec): readonly Record<string, string>[] {
  if (spec.initial === undefined) return [];
  let sets: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(spec.initial)) {
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value })));
  }
  return sets;
}
