/** Questions about the whole cluster, answered from the catalog and the reports of all alive nodes. */
import type { Deadline } from '../api/deadline.ts';
import { repairPath } from '../api/internal.ts';
import { ApiError } from '../errors.ts';
import { type Convergence, checkConvergence } from './convergence.ts';
import type { Repaired } from './maintenance.ts';
import type { NodeParts } from './parts.ts';
import type { ClusterReport } from './report.ts';
import { type SpaceView, viewSpaces } from './space-view.ts';

export type ClusterView = { readonly spaces: readonly SpaceView[]; readonly report: ClusterReport };

type ViewParts = Pick<
  NodeParts,
  'groups' | 'peers' | 'reports' | 'config' | 'clock' | 'lastComparison'
>;

export async function viewCluster(parts: ViewParts): Promise<ClusterView> {
  const { groups, peers, reports, config } = parts;
  const report = await reports.all();
  const spaces = viewSpaces({
    spaces: groups.catalog?.machine.spaces() ?? [],
    reports: report.nodes,
    members: peers.members(),
    copies: config.replicationFactor + 1,
  });
  return { spaces, report };
}

/** Compares all copies now and remembers what came out. */
export async function compareCopies(parts: ViewParts, deadline: Deadline): Promise<Convergence> {
  const { reports, lastComparison, clock } = parts;
  const deadlineMs = deadline.remainingMs() / 2;
  const found = await checkConvergence(
    (options) => reports.all({ ...options, deadlineMs }),
    deadline,
    clock,
  );
  lastComparison.divergent = found.divergenceCount;
  if (found.converged) lastComparison.convergedAt = new Date(clock.wallMs()).toISOString();
  return found;
}

/** Every node repairs the spaces whose primary it is. */
export async function repairEverywhere(
  { peers, maintenance }: Pick<NodeParts, 'peers' | 'maintenance'>,
  deadline: Deadline,
): Promise<Repaired> {
  const done = await Promise.all(
    peers.alive().map(async (node) => {
      if (node === peers.self) return maintenance.repairNow();
      // The peer is another node of this program: it answers its own `repairNow()`.
      const answer = peers.post(node, repairPath, {}, Math.min(deadline.remainingMs(), 2_000));
      return await (answer as Promise<Repaired>).catch((cause: unknown) => {
        throw new ApiError('MEMORY_CLUSTER_UNAVAILABLE', `\`${node}\` did not answer in time.`, {
          cause,
        });
      });
    }),
  );
  return {
    affected: done.flatMap(({ affected }) => affected).sort(),
    waiting: done.flatMap(({ waiting }) => waiting).sort(),
  };
}
