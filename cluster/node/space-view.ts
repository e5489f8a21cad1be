/** The state of each space, put together from the catalog and what the nodes report. Pure. */
import type { GroupReport, NodeReport } from '../api/internal.ts';
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { Member } from '../model/member.ts';
import type { CatalogSpace } from '../placement/catalog.ts';
import type { MemberView } from '../replication/input.ts';
import {
  isUnderReplicated,
  type MissingCopy,
  missingCopies,
} from '../replication/missing-copies.ts';

export type SpaceView = {
  readonly id: SpaceId;
  readonly primary: NodeId | null;
  readonly replicas: readonly NodeId[];
  readonly epoch: number;
  readonly lastSequence: number | null;
  /** Every copy that is not there in full, those that are being made included. */
  readonly missing: readonly MissingCopy[];
  readonly underReplicated: boolean;
  readonly createdAt: string;
};

export type SpaceViewNeeds = {
  readonly spaces: readonly CatalogSpace[];
  readonly reports: readonly NodeReport[];
  readonly members: readonly Member[];
  /** Copies wanted, the primary included. */
  readonly copies: number;
};

export function viewSpaces(needs: SpaceViewNeeds): readonly SpaceView[] {
  const members: MemberView = new Map(
    needs.members.map(({ id, state, draining }) => [id, { state, draining }]),
  );
  return needs.spaces.map((row) => viewSpace(row, needs, members));
}

function viewSpace(row: CatalogSpace, needs: SpaceViewNeeds, members: MemberView): SpaceView {
  const reported = reportsOf(row.id, needs.reports);
  const primary = newestPrimary(reported);
  // The group knows its copies first; the catalog follows.
  const copies = primary?.report.copies ?? row.copies;
  const judged = {
    copies,
    primary: primary?.node ?? null,
    peers: primary?.report.peers ?? [],
    members,
    wanted: needs.copies,
  };
  const commits = reported.map(({ report }) => report.commit);
  return {
    id: row.id,
    primary: primary?.node ?? null,
    replicas: copies.voters.filter((node) => node !== primary?.node).sort(compareIds),
    epoch: Math.max(0, ...reported.map(({ report }) => report.epoch)),
    lastSequence: primary?.report.commit ?? (commits.length === 0 ? null : Math.max(...commits)),
    missing: missingCopies(judged),
    underReplicated: isUnderReplicated(judged),
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
