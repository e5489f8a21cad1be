// Reads what every space of a cluster holds: its number of memories and the root hash that its copies agree on.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { ask, askPath } from '../node-api.ts';
import { type Baseline, baselineVersion } from './baseline.ts';

/** The contents at this moment; a failure while copies differ, for then there is no one root to record. */
export async function readContents(url: string, now: Date): Promise<Baseline> {
  const convergence = await ask(url, '/api/v1/cluster/convergence');
  if (!convergence.converged) {
    throw new Failure('check-failed', 'The copies of the spaces are not equal', {
      hint: 'see `engram-ops convergence status`; while clients write it may take a second look',
    });
  }
  const spaces = await Promise.all(
    convergence.per_space.map(async ({ space, roots }) => {
      const root = Object.values(roots)[0];
      if (root === undefined) throw new Failure('check-failed', `No copy of \`${space}\` answers`);
      return [space, { memories: await countOf(url, space), root }] as const;
    }),
  );
  return {
    version: baselineVersion,
    recorded_at: now.toISOString(),
    spaces: Object.fromEntries(spaces),
  };
}

async function countOf(url: string, space: string): Promise<number> {
  const path = `/api/v1/memories?space=${encodeURIComponent(space)}&limit=1`;
  return (await askPath<ResponseOf<'listMemories'>>(url, path)).tier_counts.total;
}
