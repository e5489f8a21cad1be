// `diagnostics` and `consistency check`: how a cluster is, and whether it still holds what it held. Both only look.
import { readFileSync, writeFileSync } from 'node:fs';
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Check, report, verdictOf } from '../check-list.ts';
import { type Baseline, compareBaseline, parseBaseline } from '../diagnostics/baseline.ts';
import { readContents } from '../diagnostics/contents.ts';
import { checkVitals, type NodeFigures, readFigures } from '../diagnostics/vitals.ts';
import { Failure } from '../failure.ts';
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { call, NoAnswer } from '../http.ts';
import { ask, askPath } from '../node-api.ts';
import { type Addressed, type Target, withTargets } from '../targets.ts';

export type DiagnosticsOptions = Addressed & {
  /** File to write what the spaces hold to. */
  readonly record?: string;
  /** File to compare with. */
  readonly baseline?: string;
  readonly growing?: boolean;
};

const metricsDeadline = 6_000;

export async function diagnostics(options: DiagnosticsOptions): Promise<number> {
  const before = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  return await withTargets(options, async (targets) => {
    const reports = await Promise.all(targets.map(({ node, url }) => askReport(node, url)));
    const checks: Check[] = [...checkCluster(reports)];
    const url = targets.find((_, index) => typeof reports[index]?.health !== 'string')?.url;
    if (url === undefined) return report(checks, options);
    const [nodes, figures] = await Promise.all([
      askPath<ResponseOf<'getNodes'>>(url, '/api/v1/cluster/nodes'),
      Promise.all(targets.map(figuresOf)),
    ]);
    checks.push(...checkVitals(nodes, figures, Date.now() / 1_000));
    if (before === undefined && options.record === undefined) return report(checks, options);
    const now = await readContents(url, new Date());
    if (before !== undefined)
      checks.push(...compareBaseline(before, now, { growing: options.growing ?? false }));
    const code = report(checks, options, 'All checks passed', { spaces: now.spaces });
    if (options.record !== undefined && code === 0) writeBaseline(options.record, now);
    return code;
  });
}

export type ConsistencyOptions = Addressed & {
  /** File to write what the spaces hold to, if all copies of each are there and equal. */
  readonly record?: string;
  readonly baseline?: string;
  readonly growing?: boolean;
};

export async function consistencyCheck(options: ConsistencyOptions): Promise<number> {
  const before = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  return await withTargets(options, async (targets) => {
    const checks: Check[] = [];
    // Every node compares all copies: a node that sees them differ, or cannot ask one, is a finding.
    const views = await Promise.all(
      targets.map(({ node, url }) =>
        ask(url, '/api/v1/cluster/convergence').then(
          (view) => ({ node, view }),
          (error: unknown) => {
            if (error instanceof Failure) return { node, view: error.message };
            throw error;
          },
        ),
      ),
    );
    const faults = views.flatMap(({ node, view }) => {
      if (typeof view === 'string') return [`${node}: ${view}`];
      if (view.converged) return [];
      const silent = view.unanswered.map((id) => `, ${id} does not answer`).join('');
      return [`${node}: ${view.divergence_count} copies differ${silent}`];
    });
    checks.push(verdictOf('all copies are equal', faults, 'as every node sees it'));
    const url = targets.find((_, index) => typeof views[index]?.view !== 'string')?.url;
    if (url === undefined) return report(checks, options);
    const { under_replicated } = await ask(url, '/api/v1/cluster/replication/status');
    const short = under_replicated.map((space) => `${space} has too few`);
    checks.push(verdictOf('all copies are there', short, 'of every space'));
    if (faults.length > 0) return report(checks, options);
    const now = await readContents(url, new Date());
    const memories = Object.values(now.spaces).reduce((sum, space) => sum + space.memories, 0);
    checks.push({
      name: 'memories',
      state: 'ok',
      detail: `${memories} in ${Object.keys(now.spaces).length} spaces`,
    });
    if (before !== undefined)
      checks.push(...compareBaseline(before, now, { growing: options.growing ?? false }));
    const code = report(checks, options, 'Zero divergence across nodes', { spaces: now.spaces });
    if (options.record !== undefined && code === 0) writeBaseline(options.record, now);
    return code;
  });
}

/** A node that does not answer has no figures; that it is silent is another check's finding. */
async function figuresOf({ node, url }: Target): Promise<NodeFigures> {
  try {
    const answer = await call({ url: `${url}/metrics`, deadline: metricsDeadline });
    return readFigures(node, answer.status === 200 ? answer.text : '');
  } catch (error) {
    if (error instanceof NoAnswer) return readFigures(node, '');
    throw error;
  }
}

function readBaseline(path: string): Baseline {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage',
      `Cannot read the baseline \`${path}\`: ${(error as Error).message}`,
      {
        hint: 'record one with `engram-ops diagnostics --record FILE`, before the procedure',
      },
    );
  }
  const baseline = parseBaseline(text);
  if (typeof baseline !== 'string') return baseline;
  throw new Failure('usage', `Unexpected baseline \`${path}\`: ${baseline}`);
}

/** A baseline is never overwritten: it may be the only record of what was there. */
function writeBaseline(path: string, baseline: Baseline): void {
  try {
    writeFileSync(path, `${JSON.stringify(baseline, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    throw new Failure('could-not', `Cannot write \`${path}\`: ${(error as Error).message}`);
  }
}
