// The shipped configurations, judged by the programs that read them. Alertmanager really runs: inhibition is its doing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAlertRules } from '../../src/data/alert-rules.ts';
import { scratchFolder } from '../support/scratch.ts';
import { waitUntil } from '../support/wait-until.ts';

const project = join(import.meta.dirname, '../..');
const alertmanager = join(project, 'deployments/alertmanager/alertmanager.yml');
const run = execa({ cwd: project, reject: false, all: true });

test.each([
  ['Prometheus', 'promtool', ['check', 'config', 'deployments/prometheus/prometheus.yml']],
  ['Alertmanager', 'amtool', ['check-config', alertmanager]],
  [
    'the blackbox exporter',
    'prometheus-blackbox-exporter',
    ['--config.check', '--config.file=deployments/blackbox/blackbox.yml'],
  ],
])('%s accepts its configuration', async (_, program, words) => {
  const { exitCode, all } = await run(program, words);
  expect(exitCode, all).toBe(0);
});

const receivers: Readonly<Record<string, string>> = {
  critical: 'pager,channel',
  warning: 'channel',
  info: 'tickets',
};

test.each(readAlertRules(project))(
  '$name goes to whom its severity says',
  async ({ name, severity = '' }) => {
    const { exitCode, all } = await run('amtool', [
      'config',
      'routes',
      'test',
      `--config.file=${alertmanager}`,
      `--verify.receivers=${receivers[severity]}`,
      `alertname=${name}`,
      `severity=${severity}`,
    ]);
    expect(exitCode, all).toBe(0);
  },
);

type Labels = { readonly alertname: string; readonly severity: string; readonly cluster: string };

describe('inhibition', () => {
  test('a page silences the lesser alerts of its cluster, and of no other one', async () => {
    const quiet = await suppressed([
      { alertname: 'EngramMajorityLost', severity: 'critical', cluster: 'a' },
      { alertname: 'EngramUnderReplicated', severity: 'warning', cluster: 'a' },
      { alertname: 'EngramAvailabilitySlowBurn', severity: 'info', cluster: 'a' },
      { alertname: 'EngramClusterPartitioned', severity: 'critical', cluster: 'a' },
      { alertname: 'EngramConsolidationStale', severity: 'warning', cluster: 'b' },
    ]);
    expect(quiet).toEqual(['EngramAvailabilitySlowBurn', 'EngramUnderReplicated']);
  });

  test('that nobody measures silences nothing', async () => {
    const quiet = await suppressed([
      { alertname: 'EngramAvailabilityNoData', severity: 'critical', cluster: 'a' },
      { alertname: 'EngramLatencySLOBreach', severity: 'warning', cluster: 'a' },
    ]);
    expect(quiet).toEqual([]);
  });

  test('a node that is down explains missing copies and lag, not slowness', async () => {
    const quiet = await suppressed([
      { alertname: 'EngramNodeDown', severity: 'warning', cluster: 'a' },
      { alertname: 'EngramUnderReplicated', severity: 'warning', cluster: 'a' },
      { alertname: 'EngramReplicationLagHigh', severity: 'warning', cluster: 'a' },
      { alertname: 'EngramLatencySLOBreach', severity: 'warning', cluster: 'a' },
    ]);
    expect(quiet).toEqual(['EngramReplicationLagHigh', 'EngramUnderReplicated']);
  });
});

/** Names of the alerts that a real Alertmanager with the shipped rules of inhibition keeps to itself; sorted. */
async function suppressed(alerts: readonly Labels[]): Promise<readonly string[]> {
  const url = await startAlertmanager();
  const sent = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels }))),
  });
  expect(sent.status).toBe(200);
  type Seen = { labels: Labels; status: { state: string } };
  let seen: readonly Seen[] = [];
  // An alert is `unprocessed` until its route has been walked; the state of inhibition is set with it.
  await waitUntil(
    async () => {
      seen = (await (await fetch(`${url}/api/v2/alerts`)).json()) as Seen[];
      return (
        seen.length === alerts.length && seen.every(({ status }) => status.state !== 'unprocessed')
      );
    },
    60_000,
    'every alert to be processed',
  );
  return seen
    .filter(({ status }) => status.state === 'suppressed')
    .map(({ labels }) => labels.alertname)
    .sort();
}

/** With the shipped file, but for receivers and waits: nothing leaves the machine, and nobody waits half a minute. */
async function startAlertmanager(): Promise<string> {
  const text = readFileSync(alertmanager, 'utf8')
    .replaceAll(/group_wait: \w+/g, 'group_wait: 1ms')
    .replace(/ {2}slack_api_url_file: .*\n/, '')
    .replace(
      /^receivers:[\s\S]*/m,
      'receivers: [{ name: pager }, { name: channel }, { name: tickets }]\n',
    );
  const folder = await scratchFolder({ 'alertmanager.yml': text });
  const port = await freePort();
  const child: ChildProcess = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill()) await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(
    () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    60_000,
    'Alertmanager to be ready',
  );
  return url;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Unexpected address');
  return address.port;
}
