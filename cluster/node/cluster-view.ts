/** Questions about the whole cluster, answered from the catalog and the reports of all alive nodes. */
import type { Deadline } from '../api/deadline.ts';
import { repairPath } from '../api/internal.ts';
import {
  type Convergence,
  checkConvergence,
  judgeConvergence,
  type Look,
  type SpaceConvergence,
  watchConvergence,
} from './convergence.ts';
import type { Repaired, RepairedEverywhere } from './maintenance.ts';
import type { NodeParts } from './parts.ts';
import { type ClusterReport, rootsNow } from './report.ts';
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

/** Compares all copies now, with their roots whatever comes out, and remembers that. */
export async function compareCopies(parts: ViewParts, deadline: Deadline): Promise<Convergence> {
  const look = lookAtCopies(parts, deadline);
  const found = await checkConvergence(look, deadline, parts.clock);
  if (found.perSpace.every(hasRoots)) return remember(parts, found);
  return remember(parts, judgeConvergence(await look({ roots: rootsNow })));
}

/** The same in passing: for copies that writes keep apart nobody hashes anything. */
export async function watchCopies(parts: ViewParts, deadline: Deadline): Promise<void> {
  remember(parts, await watchConvergence(lookAtCopies(parts, deadline), deadline, parts.clock));
}

function lookAtCopies({ reports }: ViewParts, deadline: Deadline): Look {
  const deadlineMs = deadline.remainingMs() / 2;
  return (options) => reports.all({ ...options, deadlineMs });
}

function remember({ lastComparison, clock }: ViewParts, found: Convergence): Convergence {
  lastComparison.divergent = found.divergenceCount;
  if (found.converged) lastComparison.convergedAt = new Date(clock.wallMs()).toISOString();
  return found;
}

function hasRoots({ roots }: SpaceConvergence): boolean {
  return Object.values(roots).every((root) => root !== '');
}

/** Every node repairs the spaces whose primary it is. */
export async function repairEverywhere(
  { peers, maintenance }: Pick<NodeParts, 'peers' | 'maintenance'>,
  deadline: Deadline,
): Promise<RepairedEverywhere> {
  const nodes = peers.alive();
  const done = await Promise.all(
    nodes.map(async (node) => {
      if (node === peers.self) return maintenance.repairNow();
      // The peer is another node of this program: it answers its own `repairNow()`.
      const answer = peers.ask(node, repairPath, {}, Math.min(deadline.remainingMs(), 2_000));
      return await (answer as Promise<Repaired>).catch(() => null);
    }),
  );
  return {
    affected: done.flatMap((each) => each?.affected ?? []).sort(),
    waiting: done.flatMap((each) => each?.waiting ?? []).sort(),
    silent: nodes.filter((_, index) => done[index] === null),
  };
}
