// Reads and writes of a cluster at a fixed rate, durable on a majority: in batches, one by one, and by number of nodes.

import { figures } from './figures.ts';
import { type Goal, sayGoals } from './goal.ts';
import { withCluster } from './with-cluster.ts';

type Latencies = { readonly p50: number; readonly p99: number };

interface Run {
  readonly verdict: 'met' | 'missed' | 'inconclusive';
  readonly reasons: readonly string[];
  readonly achieved_rate: number;
  readonly latency_ms: Latencies;
  readonly operations_per_request: { readonly mean: number };
  readonly nodes: { readonly processors: number; readonly us_per_operation: number };
  readonly others: { readonly processors: number | null };
}

const measured = ['--for', '10s', '--warm-up', '5s'];

/**
 * Operations go together for so long, as a client that has many would do it. Longer waits save the nodes requests, and
 * wait; shorter ones keep two processors busy with requests (measured on five nodes: 15 ms 13 to 15 µs an operation, 25 ms
 * 10 to 12, the slowest hundredth alike).
 */
const linger = ['--linger', '25ms', '--batch', '1000'];

/** What has a goal is measured so often, and the median counts: one busy moment of the host is in one of them. */
const rounds = 3;

/** What one request brings to a space is one entry of its log: the fewer spaces share a request, the larger they are. */
const manySpaces = 10;

/** The rates are far enough apart to show where a cluster stops to keep up. */
const fastest = 100_000;
const batched = [25_000, 50_000, fastest] as const;
const single = [1_000, 2_000, 4_000] as const;

export async function benchClusterLoad(): Promise<void> {
  console.log(
    `70 % reads, zipfian keys, 100-byte texts, on the disks of a majority of up to three copies\n${heading}`,
  );
  const goals: Goal[] = [];
  for (const nodes of [1, 3, 5]) {
    await withCluster({ nodes, isolation: 'namespace', profile: 'default' }, async ({ ops }) => {
      const run = async (name: string, rate: number, ...more: string[]): Promise<Run> => {
        const words = ['load', 'run', '--rate', `${rate}`, ...measured, ...more, '--json'];
        const result = JSON.parse(await ops(...words)) as Run;
        console.log(line(`${nodes} nodes, ${name} ${rate}/s`, result));
        return result;
      };
      for (const rate of single) await run('single', rate, '--batch', '1', '--connections', '32');
      for (const [name, spaces, rates] of [
        [`${manySpaces} spaces`, manySpaces, batched],
        ['a space a node', nodes, [fastest]],
      ] as const) {
        for (const rate of rates) {
          const again = (): Promise<Run> => run(name, rate, ...linger, '--spaces', `${spaces}`);
          if (nodes !== 5 || rate !== fastest) {
            await again();
            continue;
          }
          const results: Run[] = [];
          while (results.length < rounds) results.push(await again());
          goals.push(...goalsOf(name, results));
        }
      }
    });
  }
  sayGoals(goals);
}

function goalsOf(spaces: string, runs: readonly Run[]): readonly Goal[] {
  const reasons = runs.flatMap((run) => (run.verdict === 'inconclusive' ? run.reasons : []));
  const beside = reasons.length === 0 ? '' : ` (inconclusive: ${reasons.join('; ')})`;
  const name = (what: string): string =>
    `5 nodes, batches, ${spaces}, median of ${runs.length}, ${what}${beside}`;
  const median = (of: (run: Run) => number): number => figures(runs.map(of)).median;
  return [
    {
      name: name('operations a second'),
      value: median((run) => run.achieved_rate),
      limit: 99_000,
      kind: 'at least',
      unit: '/s',
    },
    {
      name: name('p99 since due'),
      value: median((run) => run.latency_ms.p99),
      limit: 50,
      unit: 'ms',
    },
    {
      name: name('processor of all nodes'),
      value: median((run) => run.nodes.us_per_operation),
      limit: 14,
      unit: 'µs/operation',
    },
  ];
}

const columns = ['achieved', 'p50 ms', 'p99 ms', 'ops/req', 'µs/op', 'nodes', 'others'] as const;
const heading = `${''.padEnd(34)}${columns.map((name) => name.padStart(10)).join('')}`;

function line(name: string, run: Run): string {
  const { latency_ms, nodes, others } = run;
  const cells = [
    run.achieved_rate.toFixed(0),
    latency_ms.p50.toFixed(1),
    latency_ms.p99.toFixed(1),
    run.operations_per_request.mean.toFixed(1),
    nodes.us_per_operation.toFixed(1),
    nodes.processors.toFixed(2),
    others.processors?.toFixed(2) ?? '-',
  ];
  return `${name.padEnd(34)}${cells.map((cell) => cell.padStart(10)).join('')}  ${run.verdict}`;
}
