// How long after a failure a page arrives, computed from the shipped intervals. The promise: within a minute.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const deployments = join(import.meta.dirname, '../../deployments');

function read<Shape>(file: string): Shape {
  return parse(readFileSync(join(deployments, file), 'utf8')) as Shape;
}

type Rule = {
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: { readonly severity: string; readonly burn_rate?: string };
};
type Groups = {
  readonly groups: readonly { readonly interval: string; readonly rules: readonly Rule[] }[];
};
type Route = { readonly matchers?: readonly string[]; readonly group_wait?: string };

const seconds = (text: string): number => {
  const [, amount, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  if (amount === undefined)
    throw new Error(`Unexpected duration \`${text}\`, expected such as 30s`);
  return Number(amount) * (unit === 'm' ? 60 : 1);
};

const { global } = read<{ global: { scrape_interval: string } }>('prometheus/prometheus.yml');
const { route } = read<{ route: { routes: readonly Route[] } }>('alertmanager/alertmanager.yml');
const pages = route.routes.find(({ matchers }) => matchers?.includes('severity="critical"'));

const critical = ['backup-alerts.yml', 'distributed-alerts.yml', 'slo-alerts.yml'].flatMap((file) =>
  read<Groups>(`prometheus/${file}`).groups.flatMap(({ interval, rules }) =>
    rules
      .filter(({ labels }) => labels?.severity === 'critical' && labels?.burn_rate === undefined)
      .map((rule) => ({
        name: rule.alert ?? '',
        interval: seconds(interval),
        delay: seconds(rule.for ?? '0s'),
      })),
  ),
);

test('there are critical alerts', () => {
  expect(critical.length).toBeGreaterThan(3);
});

test.each(critical)('$name is delivered within a minute', ({ interval, delay }) => {
  const scrape = seconds(global.scrape_interval);
  const pending = Math.ceil(delay / interval) * interval;
  expect(scrape + interval + pending + seconds(pages?.group_wait ?? '')).toBeLessThanOrEqual(60);
});
