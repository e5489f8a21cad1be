/** What other nodes ask this one for a snapshot of the cluster. */
import type { NodeParts } from '../../node/parts.ts';
import { check, type Handler } from '../internal-check.ts';
import * as internal from '../internal-snapshot.ts';

export function snapshotHandlers({
  snapshots,
  snapshotKeeper: keeper,
}: NodeParts): Readonly<Record<string, Handler>> {
  return {
    [internal.snapshotStartPath]: (body) =>
      snapshots.answerStart(check(internal.startRequest, body).description),
    [internal.snapshotHoldPath]: (body) => keeper.hold(check(internal.holdRequest, body).snapshot),
    [internal.snapshotMarkPath]: (body) => {
      const { snapshot, after } = check(internal.markRequest, body);
      return keeper.mark(snapshot, after);
    },
    [internal.snapshotReleasePath]: (body) => {
      keeper.release(check(internal.releaseRequest, body).snapshot);
      return {};
    },
    [internal.snapshotViewPath]: (body) => keeper.view(check(internal.viewRequest, body).snapshot),
    [internal.snapshotManifestPath]: async (body) => {
      const { snapshot, text } = check(internal.manifestRequest, body);
      await keeper.keepManifest(snapshot, text);
      return {};
    },
  };
}
