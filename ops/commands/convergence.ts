// `convergence status` and `convergence wait`: whether all copies on all alive nodes are equal.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { describeReason } from '../failure.ts';
import { ask } from '../node-api.ts';
import { green, print, printJson, red, table } from '../output.ts';
import { waitUntil } from '../wait.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

type Convergence = ResponseOf<'getConvergence'>;

const path = '/api/v1/cluster/convergence';

/** Exit code 0 if everything is equal, else 1. */
export async function convergenceStatus(options: OnClusterOptions): Promise<number> {
  return await onCluster(options, async (url) => {
    const found = await ask(url, path);
    if (options.json) printJson(found);
    else print(describe(found));
    return found.converged ? 0 : 1;
  });
}

export type WaitOptions = OnClusterOptions & { readonly within: string };

/** Exit code 0 as soon as everything is equal, 1 if it is not in time. */
export async function convergenceWait(options: WaitOptions): Promise<number> {
  const deadline = parseDuration(options.within, '--within');
  return await onCluster(options, async (url) => {
    const startedAt = performance.now();
    let found: Convergence | undefined;
    let reason = '';
    const converged = await waitUntil(
      async () => {
        // A node that is busy healing may refuse for a moment: that is not converged, and no reason to give up.
        found = await ask(url, path).catch((error: unknown) => {
          reason = describeReason(error);
          return undefined;
        });
        return found?.converged === true;
      },
      { deadline, every: 200 },
    );
    const waited = performance.now() - startedAt;
    if (options.json) printJson({ converged, waited_ms: Math.round(waited), last: found ?? null });
    else if (converged) print(green(`Converged after ${formatDuration(waited)}`));
    else {
      if (found !== undefined) print(describe(found));
      else print(reason);
      print(red(`Not converged within ${options.within}`));
    }
    return converged ? 0 : 1;
  });
}

function describe(found: Convergence): string {
  const rows = found.per_space.map(({ space, converged, roots, pattern_roots, sequences }) => [
    space,
    converged ? 'yes' : 'no',
    Object.keys(roots).length,
    distinct(Object.values(sequences).map(String)),
    distinct(Object.values(roots).map(short)),
    distinct(Object.values(pattern_roots).map(short)),
  ]);
  const silent = found.unanswered.map((node) => red(`${node} did not answer`));
  const verdict = found.converged
    ? green('Converged')
    : red(`Not converged: ${found.divergence_count} copies differ`);
  return [
    table(['SPACE', 'EQUAL', 'COPIES', 'SEQUENCE', 'MEMORIES', 'PATTERNS'], rows),
    ...silent,
    verdict,
  ].join('\n');
}

function short(hash: string): string {
  return hash.slice(0, 8);
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join(' ≠ ');
}
