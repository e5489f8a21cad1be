// `conflict list` and `conflict resolve`: patterns that two sides of a split found differently.
import type { RequestInputOf, ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { ask, command } from '../node-api.ts';
import { print, printJson, table } from '../output.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

export type ConflictListOptions = OnClusterOptions & { readonly space?: string };

export async function conflictList(options: ConflictListOptions): Promise<number> {
  return await onCluster(options, async (url) => {
    const all = await ask(url, '/api/v1/cluster/conflicts');
    const conflicts = all.filter(({ space_id }) => space_id === (options.space ?? space_id));
    if (options.json) printJson({ conflicts });
    else if (conflicts.length === 0) print('No conflicts');
    else print(describe(conflicts));
    return 0;
  });
}

function describe(conflicts: ResponseOf<'getConflicts'>): string {
  const side = ({ node, confidence }: { node: string; confidence: number }): string =>
    `${node} (${confidence.toFixed(2)})`;
  const rows = conflicts.map((conflict) => [
    conflict.id,
    conflict.space_id,
    conflict.patterns.length,
    side(conflict.side_a),
    side(conflict.side_b),
    conflict.detected_at,
  ]);
  return table(['CONFLICT', 'SPACE', 'PATTERNS', 'A', 'B', 'DETECTED'], rows);
}

export type ConflictResolveOptions = OnClusterOptions & {
  readonly strategy: 'higher_confidence' | 'merge' | 'manual';
  readonly side?: string;
  readonly conflict?: readonly string[];
  readonly space?: string;
  readonly dryRun?: boolean;
};

/** Exit code 0 if none of these conflicts is left, else 1. */
export async function conflictResolve(options: ConflictResolveOptions): Promise<number> {
  if (options.strategy === 'manual' && options.side === undefined) {
    throw new Failure('usage', 'Unexpected `--strategy manual` without `--side`', {
      hint: 'add `--side a`, `--side b` or `--side node-1`; `engram-ops conflict list` shows the sides',
    });
  }
  const body: RequestInputOf<'resolveConflicts'> = {
    strategy: options.strategy,
    dry_run: options.dryRun === true,
    ...(options.side === undefined ? {} : { side: options.side }),
    ...(options.conflict === undefined ? {} : { conflict_ids: [...options.conflict] }),
    ...(options.space === undefined ? {} : { space_id: options.space }),
  };
  return await onCluster(options, async (url) => {
    const done = await command(url, '/api/v1/cluster/conflicts/resolve', body);
    if (options.json) printJson(done);
    else {
      const verb = done.dry_run ? 'would be resolved' : 'resolved';
      print(`${done.resolved} ${verb}, ${done.remaining} remaining`);
      for (const { space, reason } of done.missing) print(`${space}: not asked, ${reason}`);
    }
    return wasDone(options, done) ? 0 : 1;
  });
}

/** All that were named, or all there are. */
function wasDone(
  { conflict }: ConflictResolveOptions,
  done: ResponseOf<'resolveConflicts'>,
): boolean {
  if (done.missing.length > 0) return false;
  return conflict === undefined ? done.remaining === 0 : done.resolved >= conflict.length;
}
