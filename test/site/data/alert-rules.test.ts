import { expect, test } from 'vitest';
import {
  parseAlertRules,
  readAlertRules,
  withoutTemplates,
} from '../../../src/data/alert-rules.ts';
import { scratchFolder } from '../../support/scratch.ts';

const text = `
groups:
  - name: g
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: EngramDiskFull
        expr: |
          engram_disk_free_bytes < 1e9
        for: 5m
        labels: { severity: critical }
        annotations: { summary: The disk is full, runbook_url: https://docs.engram.example/x }
      - alert: EngramBare
        expr: vector(1)
`;

test('alerting rules are read, recording rules are not alerts', () => {
  expect(parseAlertRules('rules.yml', text)).toEqual([
    {
      name: 'EngramDiskFull',
      expression: 'engram_disk_free_bytes < 1e9',
      pendingFor: '5m',
      severity: 'critical',
      summary: 'The disk is full',
      runbookUrl: 'https://docs.engram.example/x',
      file: 'rules.yml',
    },
    { name: 'EngramBare', expression: 'vector(1)', pendingFor: '0s', file: 'rules.yml' },
  ]);
});

test('a file of another shape is an error that names it', () => {
  expect(() => parseAlertRules('rules.yml', 'alerts: []')).toThrow(
    'Unexpected content in `rules.yml`, expected Prometheus rule groups: ✖ Invalid input: expected array, received undefined\n  → at groups',
  );
});

test('what stands beside the rules is not read as rules', async () => {
  const root = await scratchFolder({
    'deployments/prometheus/a-alerts.yml': text,
    'deployments/prometheus/a-alerts.test.yml': 'tests: []',
    'deployments/prometheus/prometheus.yml': 'scrape_configs: []',
  });
  expect(readAlertRules(root).map(({ name }) => name)).toEqual(['EngramDiskFull', 'EngramBare']);
});

test('templates of an annotation become readable outside an alert', () => {
  expect(withoutTemplates('Node {{ $labels.instance }} at {{ $value | humanize }}')).toBe(
    'Node <instance> at <value>',
  );
});
