/** What other copies of a space ask this node about its patterns and memories. */
import type { NodeParts } from '../../node/parts.ts';
import { check, type Handler } from '../internal-check.ts';
import * as gossip from '../internal-gossip.ts';
import { rememberedRequest } from '../internal-schema-placement.ts';

type Handlers = Readonly<Record<string, Handler>>;

export function gossipHandlers({ consolidation }: NodeParts): Handlers {
  const { gossiper, fullSyncs, beliefs, replicaCheck } = consolidation;
  const spaceOf = (body: unknown): string => check(gossip.spaceRequest, body).space;
  return {
    [gossip.gossipPath]: (body) => gossiper.answer(check(gossip.gossipRequest, body)),
    [gossip.fullSyncPath]: (body) => fullSyncs.answer(check(gossip.fullSyncRequest, body)),
    [gossip.fullSyncStatusPath]: (body) => fullSyncs.own(check(rememberedRequest, body).id),
    [gossip.beliefsPath]: (body) => beliefs.answerPatterns(spaceOf(body)),
    [gossip.conflictsPath]: (body) => beliefs.answerConflicts(spaceOf(body)),
    [gossip.settlePath]: (body) => beliefs.answerSettle(check(gossip.settleRequest, body)),
    [gossip.copyRootPath]: (body) => replicaCheck.answerRoot(spaceOf(body)),
    [gossip.copyStatePath]: (body) => replicaCheck.answerState(spaceOf(body)),
  };
}
