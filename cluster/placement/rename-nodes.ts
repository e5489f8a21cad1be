/** The catalog with other names for its nodes: for a cluster that is restored onto other hosts. Pure. */
import type { Json } from '../model/entry.ts';
import { compareIds, type NodeId } from '../model/ids.ts';
import { mapCopies } from '../model/space.ts';
import type { CatalogCommand, CatalogState } from './catalog.ts';
import type { RebalanceRun } from './rebalance-run.ts';

type Rename = (node: NodeId) => NodeId;

/** `state`: a snapshot of the catalog. */
export function renameInCatalog(state: Json, rename: Rename): Json {
  const { nodes, spaces, ...rest } = state as CatalogState;
  const { decommissions = [], rebalance = null, pastRebalances = [] } = rest;
  return {
    ...rest,
    nodes: nodes.map(rename).sort(compareIds),
    spaces: spaces.map((space) => ({
      ...space,
      copies: mapCopies(space.copies, rename),
      primary: space.primary === null ? null : rename(space.primary),
    })),
    decommissions: decommissions.map((each) => ({ ...each, node: rename(each.node) })),
    rebalance: rebalance === null ? null : renameInRun(rebalance, rename),
    pastRebalances: pastRebalances.map((run) => renameInRun(run, rename)),
  } satisfies CatalogState;
}

/** `payload`: that of a `catalogCommand` entry. */
export function renameInCommand(payload: Json, rename: Rename): Json {
  const command = payload as CatalogCommand;
  switch (command.kind) {
    case 'initialize':
      return { ...command, nodes: command.nodes.map(rename) };
    case 'add-node':
    case 'forget-node':
    case 'decommission-node':
    case 'keep-node':
    case 'let-leave':
      return { ...command, node: rename(command.node) };
    case 'create-space':
      return { ...command, copies: command.copies.map(rename) };
    case 'record-copies':
      return {
        ...command,
        copies: mapCopies(command.copies, rename),
        primary: rename(command.primary),
      };
    case 'start-rebalance':
      return { ...command, moves: renameInMoves(command.moves, rename) };
    case 'cancel-moves':
      return { ...command, from: rename(command.from) };
    case 'set-setting':
    case 'note-move':
    case 'retry-rebalance':
    case 'finish-rebalance':
      return command;
  }
}

function renameInRun(run: RebalanceRun, rename: Rename): RebalanceRun {
  return { ...run, moves: renameInMoves(run.moves, rename) };
}

function renameInMoves<Move extends { readonly from: NodeId; readonly to: NodeId }>(
  moves: readonly Move[],
  rename: Rename,
): readonly Move[] {
  return moves.map((move) => ({ ...move, from: rename(move.from), to: rename(move.to) }));
}
