// What a load came to, and whether its figures may be believed.
import { table } from '../output.ts';
import type { LoopResult } from './open-loop.ts';
import type { ProcessorUse } from './processor-time.ts';
import type { Latencies } from './tally.ts';

/**
 * `met`: the cluster kept up and answered everything. `missed`: it did not. `inconclusive`: somebody else used the
 * processors, or the generator itself was late, so the figures say nothing about the cluster.
 */
export type Verdict = 'met' | 'missed' | 'inconclusive';

export type RunSummary = ReturnType<typeof summarise>;

/** Processors in use by others above which a run is inconclusive. */
const othersMax = 0.1;
/** Milliseconds by which the generator may be late. */
const lagMaxMs = 50;
/** Share of the rate that must have been acknowledged. */
const achievedMin = 0.99;

export function summarise(
  plan: { readonly rate: number; readonly batchMax: number; readonly linger: number },
  { tally, due, unfinished, measuredMs, lagMs }: LoopResult,
  use: ProcessorUse,
) {
  const { ok, fail, unknown } = tally.counts;
  const seconds = measuredMs / 1_000;
  const achieved = Math.round(ok / seconds);
  const perOperation = (processors: number): number =>
    ok === 0 ? 0 : Math.round((processors * use.seconds * 1e8) / ok) / 100;
  const { verdict, reasons } = judge({
    achieved,
    lagMs,
    others: use.others,
    plan,
    unfinished,
    failed: fail + unknown,
  });
  return {
    verdict,
    reasons,
    rate: plan.rate,
    achieved_rate: achieved,
    seconds: Math.round(seconds * 100) / 100,
    operations: due,
    ok,
    fail,
    unknown,
    unfinished,
    ...tally.figures(),
    batch_max: plan.batchMax,
    linger_ms: plan.linger,
    generator: {
      longest_lag_ms: Math.round(lagMs * 10) / 10,
      processors: use.generator,
      us_per_operation: perOperation(use.generator),
    },
    nodes: {
      processors: use.nodes,
      us_per_operation: perOperation(use.nodes),
      by_node: use.by_node,
    },
    others: { processors: use.others },
  };
}

function judge(run: {
  readonly achieved: number;
  readonly lagMs: number;
  readonly others: number | null;
  readonly plan: { readonly rate: number };
  readonly unfinished: number;
  readonly failed: number;
}): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const { achieved, lagMs, others, plan, unfinished, failed } = run;
  const noise: string[] = [];
  if (others === null) noise.push('this system does not tell what others use of the processors');
  else if (others > othersMax) noise.push(`others used ${others.toFixed(2)} of the processors`);
  if (lagMs > lagMaxMs) noise.push(`the generator was up to ${Math.round(lagMs)} ms late`);
  const missed: string[] = [];
  if (achieved < plan.rate * achievedMin) missed.push(`${achieved} of ${plan.rate} a second`);
  if (failed > 0) missed.push(`${failed} failed or are unknown`);
  if (unfinished > 0) missed.push(`${unfinished} were not answered`);
  if (noise.length > 0) return { verdict: 'inconclusive', reasons: [...noise, ...missed] };
  return { verdict: missed.length > 0 ? 'missed' : 'met', reasons: missed };
}

export function summaryText(summary: RunSummary): string {
  const { generator, nodes, others, operations_per_request: batch } = summary;
  const latencyRow = (name: string, { p50, p90, p99, p999, max }: Latencies) => [
    name,
    ...[p50, p90, p99, p999, max].map((ms) => ms.toFixed(1)),
  ];
  const rows = [
    latencyRow('since due', summary.latency_ms),
    latencyRow('  reads', summary.reads_ms),
    latencyRow('  writes', summary.writes_ms),
    latencyRow('since sent', summary.service_ms),
  ];
  const use = [
    ['nodes', nodes.processors.toFixed(2), nodes.us_per_operation.toFixed(2)],
    ['generator', generator.processors.toFixed(2), generator.us_per_operation.toFixed(2)],
    ['others', others.processors?.toFixed(2), undefined],
  ];
  const reasons = summary.reasons.length === 0 ? '' : `: ${summary.reasons.join('; ')}`;
  return [
    table(
      ['RATE', 'ACHIEVED', 'OK', 'FAIL', 'UNKNOWN', 'UNFINISHED', 'SECONDS'],
      [
        [
          summary.rate,
          summary.achieved_rate,
          summary.ok,
          summary.fail,
          summary.unknown,
          summary.unfinished,
          summary.seconds.toFixed(1),
        ],
      ],
    ),
    table(['MILLISECONDS', 'P50', 'P90', 'P99', 'P99.9', 'MAX'], rows),
    table(['PROCESSORS', 'IN USE', 'US/OPERATION'], use),
    `Operations in a request: ${batch.mean.toFixed(1)} on average, at most ${batch.max}`,
    `Generator at most ${generator.longest_lag_ms} ms late`,
    `${summary.verdict}${reasons}`,
  ].join('\n\n');
}
