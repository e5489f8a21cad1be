/**
 * The catalog's record of who keeps the copies of a space. A group changes its copies and its primary by itself; the
 * primary tells the catalog, for whoever looks for the space or plans for it. Until then the catalog is behind.
 */
import { compareIds, type NodeId, type SpaceId } from '../model/ids.ts';
import type { GroupStatus } from '../replication/status.ts';
import type { CatalogDesk } from './catalog-desk.ts';
import type { Groups } from './groups.ts';

export type CopiesRecordDeps = {
  readonly self: NodeId;
  readonly groups: Groups;
  readonly desk: CatalogDesk;
};

export class CopiesRecord {
  readonly #deps: CopiesRecordDeps;

  constructor(deps: CopiesRecordDeps) {
    this.#deps = deps;
  }

  /**
   * Whether the catalog, as this node knows it, has these copies with this node as their primary, and has them since they
   * were stated: they may be those of before, and a copy that came and went meanwhile looks there for what became of it.
   */
  isCurrent(
    space: SpaceId,
    { copies, copiesSequence }: Pick<GroupStatus, 'copies' | 'copiesSequence'>,
  ): boolean {
    const row = this.#deps.groups.catalog?.machine.space(space) ?? null;
    if (row === null || row.sequence < copiesSequence) return false;
    return row.primary === this.#deps.self && sameCopies(row.copies, copies);
  }

  /** Tells the catalog where it is behind. To be called on the space's primary, and again until it is current. */
  keep(space: SpaceId, status: GroupStatus): void {
    const { self, groups, desk } = this.#deps;
    const { copies, copiesSettled, epoch, commit } = status;
    const isKnown = (groups.catalog?.machine.space(space) ?? null) !== null;
    if (!isKnown || !copiesSettled || this.isCurrent(space, status)) return;
    desk.tell({
      kind: 'record-copies',
      space,
      copies,
      epoch,
      sequence: commit,
      primary: self,
    });
  }
}

function sameCopies(one: GroupStatus['copies'], other: GroupStatus['copies']): boolean {
  const key = ({ voters, learners }: GroupStatus['copies']): string =>
    JSON.stringify([[...voters].sort(compareIds), [...learners].sort(compareIds)]);
  return key(one) === key(other);
}
