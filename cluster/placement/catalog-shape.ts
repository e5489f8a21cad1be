/** Whether commands and states are ones that the catalog can apply, and that whoever reads the catalog afterwards can take. */
import type { Json } from '../model/entry.ts';
import {
  isCopySet,
  isCount,
  isFields,
  isFiniteNumber,
  isText,
  isTextOrNull,
  isTexts,
} from '../model/shape.ts';
import { parseSpaceId } from '../model/space.ts';
import type { CatalogCommand } from './catalog-state.ts';

type Check = (value: unknown) => boolean;

/** All fields of each kind; a field more does no harm. */
const commands: {
  readonly [Kind in CatalogCommand['kind']]: {
    readonly [Field in Exclude<
      keyof Extract<CatalogCommand, { readonly kind: Kind }>,
      'kind'
    >]: Check;
  };
} = {
  initialize: { clusterId: isText, nodes: isTexts, at: isText },
  'add-node': { node: isText },
  'forget-node': { node: isText, at: isText },
  'create-space': { space: isSpace, copies: isTexts, at: isText },
  'record-copies': {
    space: isText,
    copies: isCopySet,
    epoch: isCount,
    sequence: isCount,
    primary: isText,
  },
  'set-setting': { name: isText, value: (value) => value !== undefined },
  'decommission-node': { node: isText, id: isText, at: isText },
  'keep-node': { node: isText, at: isText },
  'let-leave': { node: isText, at: isText },
  'start-rebalance': { run: isText, reason: isText, moves: listOf(isPlannedMove), at: isText },
  'note-move': { run: isText, move: isCount, note: isNote },
  'retry-rebalance': { run: isText },
  'cancel-moves': { run: isText, from: isText },
  'finish-rebalance': { run: isText, at: isText },
};

const checks: ReadonlyMap<unknown, readonly (readonly [string, Check])[]> = new Map(
  Object.entries(commands).map(([kind, fields]) => [kind, Object.entries(fields)]),
);

/** False for a kind that this program does not know, too: a catalog that went past it would differ from the others. */
export function isCatalogCommand(payload: Json): boolean {
  if (!isFields(payload)) return false;
  return checks.get(payload['kind'])?.every(([name, is]) => is(payload[name])) === true;
}

/** A snapshot of the catalog. Those of older programs have no rebalances and nobody who leaves. */
export function isCatalogState(state: Json): boolean {
  if (!isFields(state)) return false;
  const { clusterId, nodes, spaces, settings, decommissions, rebalance, pastRebalances } = state;
  return (
    isTextOrNull(clusterId) &&
    isTexts(nodes) &&
    listOf(isRow)(spaces) &&
    listOf(isSetting)(settings) &&
    (decommissions === undefined || listOf(isDecommission)(decommissions)) &&
    (rebalance === undefined || rebalance === null || isRun(rebalance)) &&
    (pastRebalances === undefined || listOf(isRun)(pastRebalances))
  );
}

function isRow(value: unknown): boolean {
  return (
    isFields(value) &&
    isSpace(value['id']) &&
    isCopySet(value['copies']) &&
    isTextOrNull(value['primary']) &&
    isCount(value['epoch']) &&
    isCount(value['sequence']) &&
    isCount(value['version']) &&
    isText(value['createdAt'])
  );
}

function isSetting(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isText(value[0]);
}

function isDecommission(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['id']) &&
    isText(value['node']) &&
    isText(value['startedAt']) &&
    (value['leavingAt'] === undefined || isText(value['leavingAt'])) &&
    (value['end'] === null || isEnd(value['end']))
  );
}

function isEnd(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['outcome']) &&
    isText(value['at']) &&
    isCount(value['copiesLeft'])
  );
}

function isRun(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['id']) &&
    isText(value['reason']) &&
    isText(value['startedAt']) &&
    isTextOrNull(value['finishedAt']) &&
    listOf((move) => isPlannedMove(move) && isNote(move))(value['moves'])
  );
}

function isPlannedMove(value: unknown): boolean {
  return isFields(value) && ['kind', 'space', 'from', 'to'].every((name) => isText(value[name]));
}

function isNote(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value['state']) &&
    isFiniteNumber(value['progressPct']) &&
    isCount(value['bytes']) &&
    isTextOrNull(value['error'])
  );
}

function isSpace(value: unknown): boolean {
  if (!isText(value)) return false;
  const parsed = parseSpaceId(value);
  return parsed.kind === 'valid' && parsed.id === value;
}

function listOf(is: Check): Check {
  return (value) => Array.isArray(value) && value.every((item) => is(item));
}
