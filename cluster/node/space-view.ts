/** The state of each space, put together from the catalog and what the nodes report. Pure. */
import type { GroupReport, NodeReport } from '../api/internal.ts';
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import type { CatalogSpace } from '../placement/catalog.ts';

export type MissingCopy = {
  readonly space: SpaceId;
  readonly node: NodeId | null;
  readonly reason: 'unreachable' | 'lagging' | 'unassigned';
  readonly lagSequences: number | null;
};

export type SpaceView = {
  readonly id: SpaceId;
  readonly primary: NodeId | null;
  readonly replicas: readonly NodeId[];
  readonly epoch: number;
  readonly lastSequence: number | null;
  readonly missing: readonly MissingCopy[];
  readonly createdAt: string;
};

export type SpaceViewNeeds = {
  readonly spaces: readonly CatalogSpace[];
  readonly reports: readonly NodeReport[];
  readonly members: readonly Member[];
  /** Copies wanted, the primary included. */
  readonly copies: number;
};

/** A replica that is behind by more than this many writes, or by any for `lagSecondsMax`, is not up to date. */
const lagSequencesMax = 1_000;
const lagSecondsMax = 2;

export function viewSpaces(needs: SpaceViewNeeds): readonly SpaceView[] {
  return needs.spaces.map((row) => viewSpace(row, needs));
}

function viewSpace(row: CatalogSpace, needs: SpaceViewNeeds): SpaceView {
  const reported = reportsOf(row.id, needs.reports);
  const primary = newestPrimary(reported);
  // The group knows its copies first; the catalog follows.
  const { voters, learners } = primary?.report.copies ?? row.copies;
  const commits = reported.map(({ report }) => report.commit);
  return {
    id: row.id,
    primary: primary?.node ?? null,
    replicas: voters.filter((node) => node !== primary?.node).sort(compareIds),
    epoch: Math.max(0, ...reported.map(({ report }) => report.epoch)),
    lastSequence: primary?.report.commit ?? (commits.length === 0 ? null : Math.max(...commits)),
    missing: missingCopies(row.id, [...voters, ...learners], primary?.report ?? null, needs),
    createdAt: row.createdAt,
  };
}

type Reported = { readonly node: NodeId; readonly report: GroupReport };

function reportsOf(space: SpaceId, reports: readonly NodeReport[]): readonly Reported[] {
  return reports.flatMap(({ node, groups }) => {
    const report = groups.find(({ id }) => id === space);
    return report === undefined ? [] : [{ node, report }];
  });
}

/** An old primary that is cut off may still think it is one: the highest epoch counts. */
function newestPrimary(reported: readonly Reported[]): Reported | null {
  const primaries = reported.filter(({ report }) => report.role === 'primary' && report.settled);
  return primaries.reduce<Reported | null>(
    (newest, one) => (newest === null || one.report.epoch > newest.report.epoch ? one : newest),
    null,
  );
}

function missingCopies(
  space: SpaceId,
  holders: readonly NodeId[],
  primary: GroupReport | null,
  { members, copies }: SpaceViewNeeds,
): readonly MissingCopy[] {
  const alive = new Set(members.filter(({ state }) => state === 'alive').map(({ id }) => id));
  const missing = holders.flatMap((node): readonly MissingCopy[] => {
    const peer = primary?.peers.find((candidate) => candidate.node === node);
    const lagSequences = peer?.lagSequences ?? null;
    const isSilent = peer !== undefined && !peer.answering;
    if (!alive.has(node) || isSilent) return [{ space, node, reason: 'unreachable', lagSequences }];
    if (peer === undefined) return [];
    const behind = peer.lagSequences > lagSequencesMax || peer.lagSeconds > lagSecondsMax;
    return behind || peer.learner ? [{ space, node, reason: 'lagging', lagSequences }] : [];
  });
  const unassigned = Array.from(
    { length: Math.max(0, copies - holders.length) },
    (): MissingCopy => ({ space, node: null, reason: 'unassigned', lagSequences: null }),
  );
  return [...missing, ...unassigned];
}
